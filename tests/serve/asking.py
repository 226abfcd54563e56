"""Asking a gate for things, as a browser does and as no browser would."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from sfg_analytics.serve import Gate

T = TypeVar("T")


def finish(talk: Coroutine[Any, Any, T]) -> T:
    """Run to its end what is said, in a thread of its own: in this one Playwright may keep a loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, talk).result()


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Browser:
    """Somebody who asks, and keeps cookies."""

    gate: Gate
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """Ask once; redirections are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.gate.port, timeout=60)
        try:
            connection.request(
                method,
                path,
                body,
                self.headers | self._cookie() | {k.replace("_", "-"): v for k, v in headers.items()},
            )
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for name, value in answer.getheaders():
                if name == "Set-Cookie":
                    kept, _, rest = value.partition("=")
                    self.cookies[kept] = rest.split(";")[0]
            return Answer(answer.status, dict(answer.getheaders()), text)
        finally:
            connection.close()

    def sign_in(self) -> Browser:
        """Open the address with the token in it."""
        parts = urlsplit(self.gate.address())
        assert self.ask(f"{parts.path}?{parts.query}").status == 302
        return self

    def go_live(self, page: str = "/pages/live/board/") -> str:
        """Ask for a live part, and give its kernel."""
        answer = self.ask(page)
        assert answer.status == 200, answer.text
        found = re.search(r'"kernelId": ?"([0-9a-f-]{36})"', answer.text)
        assert found is not None
        return found.group(1)

    def talk(
        self,
        kernel: str,
        words: list[Any],
        *,
        seconds: float = 8.0,
        page: str = "/pages/live/board/",
        **headers: str,
    ) -> list[dict[str, Any]]:
        """Open a kernel's channel, say something, and give what is heard until it is silent."""
        return finish(self._talk(kernel, words, seconds, page, headers))

    async def _talk(
        self, kernel: str, words: list[Any], seconds: float, page: str, headers: dict[str, str]
    ) -> list[dict[str, Any]]:
        channel = await self.connect(kernel, page, headers)
        heard: list[dict[str, Any]] = []
        try:
            for one in words:
                await channel.write_message(
                    one if isinstance(one, str | bytes) else json.dumps(one), binary=isinstance(one, bytes)
                )
            while True:
                message = await asyncio.wait_for(channel.read_message(), seconds)
                if message is None:
                    return heard
                if isinstance(message, str):
                    heard.append(json.loads(message))
        except (TimeoutError, WebSocketClosedError):
            return heard
        finally:
            channel.close()
            with suppress(TimeoutError):
                while await asyncio.wait_for(channel.read_message(), 2) is not None:
                    pass

    def knock(self, kernel: str, page: str = "/pages/live/board/", **headers: str) -> int:
        """Ask for a kernel's channel, and give the status: 101 where it would be opened."""
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
        upgrade |= {"Sec-WebSocket-Key": "c29tZXRoaW5nIG9mIDE2IQ=="}
        return self.ask(f"{page}api/kernels/{kernel}/channels", **(upgrade | headers)).status

    async def connect(
        self, kernel: str, page: str = "/pages/live/board/", headers: dict[str, str] | None = None
    ) -> WebSocketClientConnection:
        """Open a kernel's channel."""
        address = f"ws://127.0.0.1:{self.gate.port}{page}api/kernels/{kernel}/channels?session_id=s"
        return await websocket_connect(
            HTTPRequest(address, headers=self.headers | self._cookie() | (headers or {}))
        )

    def _cookie(self) -> dict[str, str]:
        return (
            {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if self.cookies
            else {}
        )


def word(kind: str, content: dict[str, Any], channel: str = "shell") -> dict[str, Any]:
    """Write a message as Jupyter's protocol has it."""
    header = {
        "msg_id": uuid4().hex,  # a kernel takes no message twice
        "msg_type": kind,
        "session": "s",
        "username": "",
        "version": "5.3",
        "date": "",
    }
    return {
        "channel": channel,
        "header": header,
        "parent_header": {},
        "metadata": {"version": "1.0.0"},
        "content": content,
        "buffers": [],
    }
