"""Whole days of many counters against one reception server, with the counters' own code."""
