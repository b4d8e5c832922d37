"""Floor 0: errors, seeds, clocks and paths that everyone shares. Standard library only."""
