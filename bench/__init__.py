"""Measurements, each with a reference in the same run: `make bench`, or `python -m bench handoff`. Nothing here is a
test: machines differ, ratios less so."""
