"""What the benchmarks share: the maps, and the tools that districtbot is measured against."""
