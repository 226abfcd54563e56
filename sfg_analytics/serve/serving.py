"""Serving publications to their readers until asked to end."""

from __future__ import annotations

import asyncio
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sfg_analytics.errors import AccessProblem
from sfg_analytics.publication import PUBLIC, read_publication
from sfg_analytics.serve.access import Access, Audience, SignIn
from sfg_analytics.serve.gate import Gate
from sfg_analytics.serve.server import ending_when_asked, free_port

ONLY = "pages"
"""The name in addresses of a publication that is served alone."""


def alone(publication: Path, *, public: bool = False) -> Access:
    """Say who sees a publication that is served by itself: whoever has the token, or everybody.

    Parameters
    ----------
    publication
        The publication's folder.
    public
        Whether everybody may see it.

    Raises
    ------
    NoSuchPath, PublicationProblem
        When there is no whole publication.
    AccessProblem
        When it is to be public and was not made for the public.
    """
    if public:
        audience = str(read_publication(publication).manifest["audience"])
        if audience != PUBLIC:
            raise AccessProblem(
                f"'{publication.name}' is not for everybody.",
                expected="a publication made for the audience 'public'",
                got=f"one made for '{audience[:40]}'",
                hint="publish one with 'sfg publish --audience public', or leave out --public.",
            )
    return Access(SignIn("nobody" if public else "token"), (Audience(ONLY, publication),))


@contextmanager
def served(
    access: Access, *, port: int = 0, base: str = "/", tell: Callable[[str], None] | None = None
) -> Iterator[Gate]:
    """Serve for as long as the block lasts, from a thread of its own.

    Parameters
    ----------
    access
        Who may see what.
    port
        The port on the loopback address; 0 takes a free one.
    base
        The path under which it answers.
    tell
        Called with a line when something happens that whoever runs it should know.

    Yields
    ------
    Gate
        Answering.

    Raises
    ------
    SfgError
        When the port is taken, a publication cannot be read, or people cannot be signed in as said.
    """
    gate = Gate(access, port=free_port(port), base=base, tell=tell)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sfg-gate", daemon=True)
    try:
        thread.start()
        _within(loop, gate.open())
        yield gate
    finally:
        with suppress(Exception):  # whatever is still being answered, everything is ended all the same
            _within(loop, gate.shut())
        gate.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        if not loop.is_running():
            loop.close()


def serve(
    access: Access,
    *,
    port: int = 8866,
    base: str = "/",
    open_browser: bool = False,
    ready: Callable[[dict[str, str]], None] | None = None,
    tell: Callable[[str], None] | None = None,
) -> None:
    """Serve until Ctrl-C, or until the process is asked to end.

    Parameters
    ----------
    access, port, base, tell
        As for :func:`served`.
    open_browser
        Whether to open the first audience's pages in this computer's browser.
    ready
        Called with the address of each audience once they can be opened.

    Raises
    ------
    SfgError
        As for :func:`served`.
    """
    with (
        ending_when_asked(),
        suppress(KeyboardInterrupt),
        served(access, port=port, base=base, tell=tell) as gate,
    ):
        if ready is not None:
            ready(gate.addresses())
        if open_browser:
            webbrowser.open(gate.address())
        while True:
            threading.Event().wait(3600)


def _within(loop: asyncio.AbstractEventLoop, work: Any) -> None:
    asyncio.run_coroutine_threadsafe(work, loop).result(60)
