"""Families of dialogues, one a module."""
