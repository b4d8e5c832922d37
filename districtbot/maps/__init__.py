"""Floor 3: static maps and the HTML report."""
