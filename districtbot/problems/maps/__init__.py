"""The maps that problems are set on: made-up states of many kinds, or real ones."""
