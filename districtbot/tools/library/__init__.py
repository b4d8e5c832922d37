"""Documents that questions are answered from: an index of passages."""
