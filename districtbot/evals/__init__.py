"""Exams: an agent or a model sits held-out problems, and report cards say how it did."""
