"""Follow-up of a municipality's decided targets: a small library for reactive notebooks."""
