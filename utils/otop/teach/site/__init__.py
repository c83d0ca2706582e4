"""The course as a static site: a light book, and JupyterLite for running the lessons in the browser."""
