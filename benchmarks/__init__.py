"""Speed, measured by hand: `python -m benchmarks.NAME` prints a table."""
