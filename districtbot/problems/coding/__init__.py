"""Coding problems: an instruction, files, a reference solution, and a check of what code gives."""
