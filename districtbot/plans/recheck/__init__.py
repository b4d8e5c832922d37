"""A second opinion on a finished run, from its files alone.

Nothing here imports the scorecard, the judge, the search or gerrytools: measures are worked
out again with pandas, NetworkX and Shapely, so that a mistake there is not repeated here.
"""
