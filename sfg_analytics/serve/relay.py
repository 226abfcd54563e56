"""Passing on to Voilà what a page may ask of it, and to the page what Voilà answers.

A page may fetch Voilà's scripts and styles, and talk to a kernel of its own. Voilà's other addresses do not exist here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import (
    WebSocketClientConnection,
    WebSocketClosedError,
    WebSocketHandler,
    websocket_connect,
)

from sfg_analytics.serve.dashboard import Voila
from sfg_analytics.serve.messages import may_be_heard, passed_on, tells_of_the_end
from sfg_analytics.serve.rooms import File

KERNEL = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LIBRARY = (
    r"voila/(?:static|labextensions|api/themes|themes)/[A-Za-z0-9@._/-]+\.(?:js|css|json|woff2?|ttf|svg)"
)
"""Where Voilà's own scripts, styles and letters lie."""

SECONDS_TO_ANSWER = 60.0
NO_ANSWER = 599
MOST_AT_ONCE = 64
MOST_WAITING = 20_000_000
"""Bytes on their way to a page that does not take them, before it is given up."""

MOST_KEPT = 200

_OWN_KERNEL = re.compile(rf'"kernelId": ?"({KERNEL})"')


async def fetch(voila: Voila, path: str, *, method: str = "GET") -> tuple[int, str, bytes]:
    """Ask Voilà.

    Parameters
    ----------
    voila
        Which.
    path
        Below its address.
    method
        ``"GET"`` or ``"POST"``.

    Returns
    -------
    tuple of int, str and bytes
        Status, content type and bytes; the status is 599 when there is no answer.
    """
    came = bytearray()
    request = HTTPRequest(
        f"{voila.address}/{quote(path)}",
        method=method,
        headers=voila.headers,
        body=b"" if method == "POST" else None,
        request_timeout=SECONDS_TO_ANSWER,
        follow_redirects=False,
        streaming_callback=came.extend,
    )
    try:
        answer = await AsyncHTTPClient(max_clients=MOST_AT_ONCE).fetch(request)
    except HTTPClientError as refused:
        return refused.code, "", bytes(came)  # 599 where there was none, or not all of one
    except OSError:
        return NO_ANSWER, "", bytes(came)
    return answer.code, answer.headers.get("Content-Type", ""), bytes(came)


async def open_page(voila: Voila) -> tuple[bytes, str | None]:
    """Ask Voilà for its page, for which it starts a kernel or takes one that is ready.

    Parameters
    ----------
    voila
        Which.

    Returns
    -------
    tuple of bytes and str
        The page and its kernel; None for the kernel when there is no whole page. One that was started in vain is ended.
    """
    status, _, page = await fetch(voila, "")
    kernel = kernel_in(page)
    if kernel is not None and status != HTTPStatus.OK:
        await fetch(voila, f"voila/api/shutdown/{kernel}", method="POST")
        return page, None
    return page, kernel


def kernel_in(page: bytes) -> str | None:
    """Find the kernel that a page of Voilà's speaks of.

    Examples
    --------
    >>> kernel_in(b'{"kernelId": "0f3a1b2c-0000-4000-8000-0123456789ab"}')
    '0f3a1b2c-0000-4000-8000-0123456789ab'
    """
    found = _OWN_KERNEL.search(page.decode("utf-8", "replace"))
    return found.group(1) if found else None


def is_library(path: str) -> bool:
    """Whether a path is the plain name of a file of Voilà's own, and not another spelling of one.

    Examples
    --------
    >>> is_library("voila/static/voila.js"), is_library("voila/static/./voila.js"), is_library("voila/static/../voila.js")
    (True, False, False)
    """
    parts = path.split("/")
    return all(part and not part.startswith(".") for part in parts)


class Library:
    """Voilà's own files, asked for once and kept: they do not change while it runs."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str], File | None] = {}

    async def file(self, voila: Voila, path: str) -> File | None:
        """Give one of them; None when there is none."""
        key = (voila.server.process.pid, path)
        if key not in self._kept:
            status, kind, whole = await fetch(voila, path)
            if status != HTTPStatus.OK:
                return None
            packed = await asyncio.to_thread(File.of, path, whole)
            file = File(kind or packed.kind, whole, packed.packed)
            if len(self._kept) >= MOST_KEPT:
                return file
            self._kept[key] = file
        return self._kept[key]


class Channel:
    """A page's websocket tied to its kernel's, with a look at each word of the page.

    Parameters
    ----------
    page
        The page's end.
    over
        Called when the kernel's process has died.
    """

    def __init__(self, page: WebSocketHandler, over: Callable[[], object]) -> None:
        self._page, self._over = page, over
        self._kernel: WebSocketClientConnection | None = None
        self._closed = False
        self._waiting = 0

    async def open(self, voila: Voila, kernel: str) -> None:
        """Connect to the kernel.

        Parameters
        ----------
        voila
            The server that runs it.
        kernel
            Its id.
        """
        address = voila.address.replace("http", "ws", 1)
        request = HTTPRequest(
            f"{address}/api/kernels/{kernel}/channels?session_id={uuid4()}",
            headers=voila.headers,
            connect_timeout=SECONDS_TO_ANSWER,
        )
        self._kernel = await websocket_connect(
            request, on_message_callback=self._heard, max_message_size=50_000_000
        )
        if self._closed:  # the page went while this was being opened
            self._kernel.close()

    def said(self, message: str | bytes) -> bool:
        """Pass on what the page said, if it may be.

        Returns
        -------
        bool
            Whether it was passed on.
        """
        words = passed_on(message)
        if self._kernel is None or self._closed or words is None:
            return False
        with suppress(WebSocketClosedError):  # its end has gone, which the page is told as well
            self._kernel.write_message(words)
        return True

    def end(self, why: str) -> None:
        """Tell the page that its kernel has ended."""
        self._page.close(1001, why)

    def close(self) -> None:
        """Let the kernel's end go."""
        self._closed = True
        if self._kernel is not None:
            self._kernel.close()

    def _heard(self, message: Any) -> None:
        if message is None:
            self._page.close(1001, "ended")
            return
        if tells_of_the_end(message):
            self._over()
            return
        if self._page.ws_connection is None or not may_be_heard(message):
            return
        self._waiting += len(message)
        if self._waiting > MOST_WAITING:
            self._page.close(1008, "too slow")
            return
        try:
            taken: Any = asyncio.ensure_future(self._page.write_message(message))
        except WebSocketClosedError:  # it is being closed this moment
            return
        taken.add_done_callback(lambda done: self._taken(len(message), done))

    def _taken(self, length: int, done: Any) -> None:
        self._waiting -= length
        if not done.cancelled():
            done.exception()  # that the page has gone is seen elsewhere
