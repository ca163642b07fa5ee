"""Codes from cameras, pictures and hand scanners; free of Qt.

The lens belongs to one core: a decoder that takes all of them stutters the window, and on
pieces this small its threads cost more than they bring. numpy's library takes its number of
threads from the environment, once, when it is loaded.
"""

import os

for _library in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_library, "1")
