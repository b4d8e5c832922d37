"""districtbot: from a precinct map and a plain request to a checked district plan."""
