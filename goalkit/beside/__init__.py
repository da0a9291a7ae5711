"""What stands beside a verdict: it explains it and never changes it."""
