"""Widgets: each is a pure function with a thin view."""
