"""Questions with their named mistakes, one module for each room of the subject."""
