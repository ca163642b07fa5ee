"""From a bare machine to a running desk: bootstrap, pins, packages. No part of the program."""
