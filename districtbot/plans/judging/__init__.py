"""How each target is judged: one module for each subject."""
