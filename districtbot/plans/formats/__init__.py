"""Plan files that people exchange: read, matched to a map, written."""
