"""Sphinx's settings for the book; `otop.teach.site.book` puts the pages beside this file."""

from pathlib import Path

project = html_title = "OTOP goes inter"
language = "en"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # no scripts from foreign hosts on pages with widgets
nb_merge_streams = True
nb_mime_priority_overrides = [("html", "text/html", 0)]  # the widget's table instead of a dead widget
html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_permalinks = False
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_favicon = "_static/favicon.svg"
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#00664f",
        "color-brand-content": "#1f4fbf",
        "color-link": "#1f4fbf",
        "color-link--visited": "#6b2fa0",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7fd8c2",
        "color-brand-content": "#9cc1ff",
        "color-link": "#9cc1ff",
        "color-link--visited": "#d0b3ff",
    },
}
suppress_warnings = ["mystnb.unknown_mime_type"]

# What axe finds in Furo's own pages.
MENDED = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Lessons">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<aside class="toc-drawer no-toc">': '<aside class="toc-drawer no-toc" aria-label="On this page">',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',  # it scrolls on a phone
    '<div id="search-results">': '<h1>Search</h1><div id="search-results">',
}


def mend(app, problem):
    """Mend the built pages."""
    if problem is None:
        for page in Path(app.outdir).rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            for old, new in MENDED.items():
                text = text.replace(old, new)
            page.write_text(text, encoding="utf-8")


def setup(app):
    """Called by Sphinx."""
    app.connect("build-finished", mend)
