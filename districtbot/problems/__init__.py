"""Coding and dialogue problems about districts, as many as wanted, each answer verified."""
