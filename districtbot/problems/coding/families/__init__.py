"""Families of coding problems, one a module."""
