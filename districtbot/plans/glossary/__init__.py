"""What each number of the scorecard means, in words for people."""
