"""Ensembles: many plans drawn by neutral chains, kept on disk, and where a plan stands in them."""
