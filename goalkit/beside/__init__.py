"""What stands beside a verdict and never changes it."""
