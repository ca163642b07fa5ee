"""What `./run` and `./test` do before the program can start, with the standard library alone."""
