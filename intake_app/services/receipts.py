"""Use case: say what a receipt shows, and count its copies."""
