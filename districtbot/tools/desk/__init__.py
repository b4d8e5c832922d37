"""The desk: the open map, what is asked, the plan, and how it came to be."""
