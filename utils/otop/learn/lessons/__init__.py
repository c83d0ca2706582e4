"""One module for each lesson: its exercises, and what it can show."""
