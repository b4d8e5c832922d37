"""Floor 2: plans, targets, scores, search; the one door to gerrychain and gerrytools."""
