"""Lets the installed program find the system's second barcode decoder.

Run by the frozen program before its own code. Python looks for libraries with the help of a
compiler or of the linker's list, which a counter's machine may lack; the name is well known.
The program works without it: then there is one decoder less.
"""

import ctypes.util

_look = ctypes.util.find_library


def _look_for_zbar_too(name: str) -> str | None:
    """Find a library as Python does; answer zbar's own name when Python finds nothing."""
    return _look(name) or ("libzbar.so.0" if name == "zbar" else None)


ctypes.util.find_library = _look_for_zbar_too
