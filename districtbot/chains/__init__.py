"""Compiled Markov chains of plans, on arrays."""
