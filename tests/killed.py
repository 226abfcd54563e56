"""Really kill a process at any instant of its work: forked from a warm parent, so that fifty kills take seconds."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Threads do not survive a fork, and Polars and Delta Lake keep pools of them. The parent has imported everything and
# worked with none of it, so that each child starts pools of its own.
_PARENT = textwrap.dedent(
    """
    import importlib, json, os, pathlib, signal, sys, time
    import deltalake, filelock, polars, pyarrow.parquet
    from sfg_analytics.check import load_engine

    def names(folder):
        return {path for path in folder.rglob("*")}

    def wait_for_a_new_file(folder, before, child):
        while names(folder) <= before:
            if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return
            time.sleep(0.0005)

    load_engine()
    module, function = sys.argv[1].split(":")
    work = getattr(importlib.import_module(module), function)
    print("warm", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        folder = pathlib.Path(asked["folder"])
        before, began = names(folder), time.monotonic()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                work(*asked["arguments"])
                status = 0
            finally:
                os._exit(status)
        if asked["when_written"]:
            wait_for_a_new_file(folder, before, child)
        written = time.monotonic()
        if asked["after"] is not None:
            time.sleep(asked["after"])
            os.kill(child, signal.SIGKILL)  # it may be done, but it is ours until it is waited for
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        ended = time.monotonic()
        told = {"status": status, "took": ended - began, "writing": ended - written}
        print(json.dumps(told), flush=True)
    """
)


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit status (-9 where it was killed), and the seconds it took, in all and after it first wrote."""

    status: int
    took: float
    writing: float


class Warm:
    """A parent of processes that all do one piece of work.

    Parameters
    ----------
    work
        ``module:function``; what it needs is imported once.
    """

    def __init__(self, work: str) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-c", _PARENT, work],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._read() == "warm"

    def run(
        self,
        arguments: Sequence[object],
        folder: Path,
        *,
        kill_after: float | None = None,
        when_written: bool = False,
    ) -> Ended:
        """Do the work in a process of its own.

        Parameters
        ----------
        arguments
            For the work.
        folder
            Where it writes.
        kill_after
            Kill it after so many seconds; None lets it finish.
        when_written
            Count the seconds from the first new file in the folder.
        """
        asked = {
            "arguments": [str(argument) for argument in arguments],
            "folder": str(folder),
            "after": kill_after,
            "when_written": when_written,
        }
        assert self._parent.stdin is not None
        self._parent.stdin.write(json.dumps(asked) + "\n")
        self._parent.stdin.flush()
        return Ended(**json.loads(self._read()))

    def close(self) -> None:
        """Let the parent go."""
        self._parent.communicate()

    def _read(self) -> str:
        assert self._parent.stdout is not None
        return self._parent.stdout.readline().strip()
