"""Dialogues: a person asks, the tools are really called, and the reply says what they gave."""
