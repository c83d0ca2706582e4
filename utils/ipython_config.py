"""Read by every kernel of this environment: a NameError becomes a sentence that helps."""

c = get_config()  # noqa: F821
c.InteractiveShellApp.extensions = ["otop.learn.helpful_errors"]
