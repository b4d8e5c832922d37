"""Questions: what people ask of a map, a plan, a measure or a file, one subject a module."""
