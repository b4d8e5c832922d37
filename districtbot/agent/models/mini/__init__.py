"""The small model that ships with districtbot, run by NumPy alone."""
