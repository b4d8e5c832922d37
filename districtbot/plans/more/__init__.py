"""Measures that few ask for: of shape, trees, votes and segregation, measured on request only."""
