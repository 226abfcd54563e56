"""The commands: ``sfg --help`` lists them.

Exit status: 0 done; 1 a promise was broken, too many rows were rejected, or a publication did not pass; from 2 on, the
errors of :mod:`sfg_analytics.errors`. ``--json`` prints one JSON document on standard output and nothing else.
"""

from __future__ import annotations

import os
import sys
import warnings

import typer

from sfg_analytics.commands import app
from sfg_analytics.errors import SfgError


def main() -> None:
    """Run a command; say what went wrong in one paragraph, never in a traceback."""
    warnings.filterwarnings("ignore")  # a command's user can do nothing about a library's warnings; tests can
    as_json = "--json" in sys.argv
    try:
        status = app(standalone_mode=False)
    except SfgError as fault:
        from sfg_analytics import console

        console.say_error(fault, as_json=as_json)
        sys.exit(fault.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except Exception as fault:
        usage = getattr(fault, "show", None)
        if usage is not None:  # a wrong option or argument, which typer explains itself
            usage()
            sys.exit(getattr(fault, "exit_code", 2))
        if os.environ.get("SFG_DEBUG"):
            raise
        sys.stderr.write(
            f"Something went wrong that this program did not foresee ({type(fault).__name__}).\n"
            "Hint: run it again with SFG_DEBUG=1 to see where; the trace may hold values, so share it with care.\n"
        )
        sys.exit(70)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
