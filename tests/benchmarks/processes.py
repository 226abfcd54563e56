"""A process of its own for each way of doing the same thing, and what it took: wall and processor time, memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """What a process took: seconds by the clock, seconds of the processors, peak memory in MiB."""

    wall: float
    cpu: float
    peak_mib: int

    def __str__(self) -> str:
        return f"{self.wall:6.1f} s  {self.cpu:6.1f} s cpu  {self.peak_mib:6,} MiB"


def run(arguments: Sequence[str], *, seconds: float = 3600.0, gib: int | None = None) -> tuple[Figures, str]:
    """Run Python with these arguments; give what it took and what it printed.

    It is ended after so many seconds, and refused more than so much memory.
    """

    def confine() -> None:
        if gib:
            resource.setrlimit(resource.RLIMIT_AS, (gib << 30, gib << 30))

    environment = {**os.environ, "SFG_KEY": "ab" * 32, "GX_ANALYTICS_ENABLED": "false"}
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=confine,  # noqa: PLW1509 - no thread has been started yet
    ) as process:
        clock = threading.Timer(seconds, process.kill)
        clock.start()
        said = process.stdout.read() if process.stdout else b""
        clock.cancel()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    figures = Figures(
        round(wall, 2), round(usage.ru_utime + usage.ru_stime, 2), round(usage.ru_maxrss / 1024)
    )
    return figures, said.decode(errors="replace")
