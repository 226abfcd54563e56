"""Passing on to Voilà what a page may ask of it, and to the page what Voilà answers.

A page may fetch Voilà's scripts and styles, and talk to a kernel of its own. Voilà's other addresses do not exist here.
"""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, WebSocketHandler, websocket_connect

from sfg_analytics.serve.dashboard import Voila
from sfg_analytics.serve.messages import MOST_LETTERS, may_pass
from sfg_analytics.serve.rooms import File

KERNEL = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LIBRARY = (
    r"voila/(?:static|labextensions|api/themes|themes)/[A-Za-z0-9@._/-]+\.(?:js|css|json|woff2?|ttf|svg)"
)
"""Where Voilà's own scripts, styles and letters lie."""

SECONDS_TO_ANSWER = 60.0
NO_ANSWER = 599
MOST_MESSAGES, SECONDS_OF_MESSAGES = 60, 10.0
"""So many messages in so many seconds are more than anybody chooses by hand."""

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
    request = HTTPRequest(
        f"{voila.address}/{quote(path)}",
        method=method,
        headers=voila.headers,
        body=b"" if method == "POST" else None,
        request_timeout=SECONDS_TO_ANSWER,
        follow_redirects=False,
    )
    try:
        answer = await AsyncHTTPClient().fetch(request)
    except HTTPClientError as refused:
        return refused.code, "", b""  # 599 where there was none
    except OSError:
        return NO_ANSWER, "", b""
    return answer.code, answer.headers.get("Content-Type", ""), answer.body


def kernel_in(page: bytes) -> str | None:
    """Find the kernel that a page of Voilà's speaks of.

    Examples
    --------
    >>> kernel_in(b'{"kernelId": "0f3a1b2c-0000-4000-8000-0123456789ab"}')
    '0f3a1b2c-0000-4000-8000-0123456789ab'
    """
    found = _OWN_KERNEL.search(page.decode("utf-8", "replace"))
    return found.group(1) if found else None


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
            packed = File.of(path, whole)
            self._kept[key] = File(kind or packed.kind, whole, packed.packed)
        return self._kept[key]


class Channel:
    """A page's websocket tied to its kernel's, with a look at each word of the page.

    Parameters
    ----------
    page
        The page's end.
    """

    def __init__(self, page: WebSocketHandler) -> None:
        self._page = page
        self._kernel: WebSocketClientConnection | None = None
        self._times: list[float] = []

    async def open(self, voila: Voila, kernel: str, session: str) -> None:
        """Connect to the kernel.

        Parameters
        ----------
        voila
            The server that runs it.
        kernel
            Its id.
        session
            The page's own word for this connection.
        """
        address = voila.address.replace("http", "ws", 1)
        request = HTTPRequest(
            f"{address}/api/kernels/{kernel}/channels?session_id={quote(session, safe='')}",
            headers=voila.headers,
            connect_timeout=SECONDS_TO_ANSWER,
        )
        self._kernel = await websocket_connect(
            request, on_message_callback=self._heard, max_message_size=50_000_000
        )

    def said(self, message: str | bytes) -> bool:
        """Pass on what the page said, if it may be.

        Returns
        -------
        bool
            Whether it was passed on.
        """
        now = time.monotonic()
        self._times = [one for one in self._times if now - one < SECONDS_OF_MESSAGES] + [now]
        if len(self._times) > MOST_MESSAGES:
            self._page.close(1008, "too many messages")
            return False
        if self._kernel is None or not may_pass(message):
            return False
        self._kernel.write_message(message)
        return True

    def end(self, why: str) -> None:
        """Tell the page that its kernel has ended."""
        self._page.close(1001, why)

    def close(self) -> None:
        """Let the kernel's end go."""
        if self._kernel is not None:
            self._kernel.close()

    def _heard(self, message: Any) -> None:
        if message is None:
            self._page.close(1001, "ended")
        elif self._page.ws_connection is not None:
            self._page.write_message(message, binary=isinstance(message, bytes))


__all__ = ["KERNEL", "LIBRARY", "MOST_LETTERS", "Channel", "Library", "fetch", "kernel_in"]
