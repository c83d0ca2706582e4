"""Read by every kernel of this environment: errors become sentences that help; packages come when they are imported."""

c = get_config()  # noqa: F821
c.InteractiveShellApp.extensions = ["otop.learn.helpful_errors", "otop.learn.browser_packages"]
