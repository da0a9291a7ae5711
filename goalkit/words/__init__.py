"""Everything that a reader sees in Swedish, but for the plan's own wording."""
