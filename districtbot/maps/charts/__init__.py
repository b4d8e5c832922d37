"""Charts of plans and ensembles: each a data class, a table of the same numbers, a drawing."""
