"""What a request can hold, one subject a module: a meaning, and the sections that word it."""
