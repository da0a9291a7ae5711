"""Random assessments, and a reader of the program's Swedish that knows nothing of how it is written."""
