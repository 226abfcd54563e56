"""Running a module for as long as the process that started it is there, however that one ends.

Whoever starts it keeps the other end of its standard input. When that end goes, by a kill that nothing can catch as well, this
process ends too, and the kernels it started end by themselves.

::

    python -P tied.py MODULE ARGUMENT…

It is run by its path, so that nothing of this package is imported before the module.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Run the module that is named, with the arguments after it."""
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_the_other() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
