"""Trials that take minutes or hours: `./test WHAT …` runs one of them."""
