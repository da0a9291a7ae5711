"""Charts of targets, in altair."""
