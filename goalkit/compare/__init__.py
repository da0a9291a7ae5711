"""Two sets of figures, one account: values that differ, verdicts that differ, and because of what."""
