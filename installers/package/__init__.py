"""Makes the installed program: one folder with its own Python, then a package for each system."""
