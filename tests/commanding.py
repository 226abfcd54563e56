"""The commands, each in a process of its own: forked from a parent that has imported what takes seconds to import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import textwrap
from functools import cache
from pathlib import Path

KEY = "ab" * 32

# As in tests.killed: the parent has imported everything and worked with none of it, for threads do not survive a fork.
_PARENT = textwrap.dedent(
    """
    import importlib, json, os, pkgutil, sys, traceback
    import deltalake, filelock, jsonschema_rs, polars, pyarrow.parquet, scipy.stats, statsmodels.api
    import sfg_analytics
    import sfg_analytics.__main__ as program
    from sfg_analytics.check import load_engine

    load_engine()
    for part in ("commands", "publish", "report", "suspicion"):
        importlib.import_module(f"sfg_analytics.{part}")
    for found in pkgutil.walk_packages(sfg_analytics.commands.__path__, "sfg_analytics.commands."):
        importlib.import_module(found.name)
    told = os.fdopen(os.dup(1), "w")
    print("warm", file=told, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.chdir(asked["folder"])
                os.environ.clear()
                os.environ.update(asked["environment"])
                for number, name in enumerate(("in", "out", "err")):
                    os.dup2(os.open(asked[name], os.O_RDWR), number)
                sys.stdin, sys.stdout, sys.stderr = (
                    open(number, mode, encoding="utf-8", closefd=False) for number, mode in enumerate("rww")
                )
                sys.argv = ["sfg", *asked["arguments"]]
                program.main()
            except SystemExit as end:
                status = end.code or 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=told, flush=True)
    """
)


def sfg(
    *arguments: object, cwd: Path | None = None, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command as a shell does, and give its exit status and what it said.

    Parameters
    ----------
    arguments
        What follows ``sfg``.
    cwd
        The working folder.
    stdin
        What is written to it.
    environment
        Variables beside this process's own.
    """
    variables = {**os.environ, "SFG_KEY": KEY, **environment}
    words = [str(argument) for argument in arguments]
    if os.name != "posix":  # there is no fork
        return subprocess.run(
            [sys.executable, "-m", "sfg_analytics", *words],
            input=stdin, capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd, env=variables,
        )  # fmt: skip
    parent = _warm()
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / name for name in ("in", "out", "err")}
        for name, file in files.items():
            file.write_text(stdin if name == "in" else "", "utf-8")
        asked = {name: str(file) for name, file in files.items()} | {
            "arguments": words,
            "environment": variables,
            "folder": str(cwd or Path.cwd()),
        }
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(json.dumps(asked) + "\n")
        parent.stdin.flush()
        status = int(parent.stdout.readline())
        said, complained = (files[name].read_text("utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(words, status, said, complained)


@cache
def _warm() -> subprocess.Popen[str]:
    """Start the parent, once; it ends with this process, whose end of the pipe it reads."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "warm\n"
    return parent
