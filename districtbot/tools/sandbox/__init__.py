"""A place apart where Python that a language model wrote is run on the open map and plan."""
