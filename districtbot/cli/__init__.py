"""Floor 7: the command line. Parse, call, show."""
