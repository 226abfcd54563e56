"""A server as a process: started, waited for, and stopped with all it started.

Whatever it writes goes into a temporary folder of its own, its log included, and the folder goes when the server does.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from sfg_analytics.errors import SfgError

LOOPBACK = "127.0.0.1"
"""The only address listened at: what is to be reached from elsewhere goes through a proxy that signs people in."""

SECONDS_TO_START, SECONDS_TO_STOP = 60.0, 15.0
MOST_LOGGED = 10_000_000  # bytes
_LOG = "log.txt"

Ready = Callable[[str], None]


class Server:
    """A running server; leaving its ``with`` block stops it.

    Parameters
    ----------
    address
        Where it is, as a browser takes it.
    process
        The server's process.
    room
        Its temporary folder, removed when the server stops.
    """

    def __init__(self, address: str, process: subprocess.Popen[bytes], room: Path) -> None:
        self.address = address
        self.process = process
        self.room = room

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the server and its kernels, and remove what it wrote. Stopping twice does no harm."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()
        shutil.rmtree(self.room, ignore_errors=True)

    def shorten_log(self) -> None:
        """Empty the log if it has grown large: a server runs for months, and what was long ago helps nobody."""
        with suppress(OSError):
            if (self.room / _LOG).stat().st_size > MOST_LOGGED:
                os.truncate(self.room / _LOG, 0)

    def last_words(self) -> str:
        """Give the end of the log."""
        lines = (self.room / _LOG).read_text("utf-8", "replace").splitlines()
        return " / ".join(line.strip() for line in lines[-3:] if line.strip())


def tied(module: str, *arguments: str) -> list[str]:
    """Give the command that runs a module for as long as this process is there.

    Parameters
    ----------
    module, arguments
        What ``python -m`` would run.
    """
    return [sys.executable, "-P", str(Path(__file__).with_name("tied.py")), module, *arguments]


def launch(
    command: Sequence[str],
    *,
    room: Path,
    folder: Path,
    environment: dict[str, str],
    address: str,
    probe: str,
    wanted: Callable[[], bool] = lambda: True,
) -> Server:
    """Start a server and return when it answers.

    Parameters
    ----------
    command
        What to run.
    room
        The temporary folder; it is removed if the server does not start.
    folder
        The working folder.
    environment
        The whole environment.
    address
        Where the reader will find it; its port is the one asked.
    probe
        A path that costs the server nothing to answer.
    wanted
        Whether it is still wanted; asked while it starts.

    Returns
    -------
    Server
        To be stopped by its ``stop`` or by leaving its ``with`` block.

    Raises
    ------
    SfgError
        When it does not start.
    """
    with (room / _LOG).open("ab") as log:  # added to at its end, wherever that is when it is shortened
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own words
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,  # kept open: its end is ours
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(address, process, room)
    try:
        _await_answer(server, probe, wanted)
    except BaseException:
        server.stop()
        raise
    return server


def _await_answer(server: Server, probe: str, wanted: Callable[[], bool]) -> None:
    port = int(server.address.split(":")[2].split("/")[0])
    give_up = time.monotonic() + SECONDS_TO_START
    while wanted() and server.process.poll() is None and time.monotonic() < give_up:
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
        try:
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", probe)
                if connection.getresponse().status == http.client.OK:
                    return
        finally:
            connection.close()
        time.sleep(0.1)
    raise SfgError("The server did not start.", got=server.last_words(), hint="try another --port.")


def run(start: Callable[[], Server], *, open_browser: bool, ready: Ready | None) -> None:
    """Start a server and keep it until Ctrl-C, or until this process is asked to end.

    Parameters
    ----------
    start
        Starts it.
    open_browser
        Whether to open the reader's browser.
    ready
        Called with the address once it answers.

    Raises
    ------
    SfgError
        When the server ends by itself.
    """
    with ending_when_asked(), suppress(KeyboardInterrupt), start() as server:
        if ready is not None:
            ready(server.address)
        if open_browser:
            webbrowser.open(server.address)
        status = server.process.wait()
        raise SfgError(f"The server ended by itself, with status {status}.", got=server.last_words())


@contextmanager
def ending_when_asked() -> Iterator[None]:
    """Let SIGTERM end the program as Ctrl-C does, and Ctrl-C at all, so that nothing is left running.

    Libraries that read or write tables put a handler of their own in the place of Ctrl-C's and leave it there.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in asked:
            signal.signal(number, signal.SIG_IGN)  # a second request must not interrupt the stopping
        raise KeyboardInterrupt

    asked = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, end) for number in asked]
    try:
        yield
    finally:
        for number, handler in zip(asked, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def temporary_room() -> Iterator[Path]:
    """Make a temporary folder, private to this user, that is removed only if the block fails."""
    room = Path(tempfile.mkdtemp(prefix="sfg-"))
    try:
        yield room
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        raise


def free_port(port: int) -> int:
    """Find out whether a port can be had.

    Parameters
    ----------
    port
        A port of the loopback address; 0 asks for any that is free.

    Returns
    -------
    int
        The port.

    Raises
    ------
    SfgError
        When it is taken or reserved.
    """
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            raise SfgError(
                f"Port {port} cannot be used: another program has it, or it is reserved.",
                hint="pass another with --port, or --port 0 for any that is free.",
            ) from None
        found: int = probe.getsockname()[1]
        return found


def python_path(inherited: str = "") -> str:
    """Give the import path under which another Python process finds this very package.

    Parameters
    ----------
    inherited
        The path this process was given.

    Returns
    -------
    str
        In a clone, the clone comes first; where the package is installed nothing is added.
    """
    above = Path(__file__).resolve().parents[2]
    own = [] if above.name in {"site-packages", "dist-packages"} else [str(above)]
    return os.pathsep.join([*own, *filter(None, [inherited])])
