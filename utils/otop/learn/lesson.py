"""A lesson, as its notebook sees it: cells name an exercise by its id, and the lesson speaks."""
