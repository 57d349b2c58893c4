"""From tags to reports: triggers that tell one deal are joined, and its parties, amount, stake and status read."""
