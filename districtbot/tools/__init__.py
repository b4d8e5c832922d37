"""Floor 4: what a person can ask for, as typed functions: draft a plan, write its files."""
