"""The tools, one subject a module."""
