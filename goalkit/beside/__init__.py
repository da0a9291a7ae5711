"""What stands beside a verdict: other readings, what the last year must bring. Nothing here changes a verdict."""
