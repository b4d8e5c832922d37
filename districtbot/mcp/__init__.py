"""Floor 6: the tools of a desk over the Model Context Protocol."""
