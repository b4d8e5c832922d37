"""Floor 1: a map file becomes checked units and their dual graph (`StateMap`)."""
