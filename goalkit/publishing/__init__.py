"""A notebook as a file: marimo's own export made to open offline, and the accessible page."""
