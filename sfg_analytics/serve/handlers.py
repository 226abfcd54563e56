"""What is answered to which request, once it is known who asks."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler

from sfg_analytics.errors import SfgError
from sfg_analytics.serve.door import Door
from sfg_analytics.serve.kernels import Full
from sfg_analytics.serve.live import live_files
from sfg_analytics.serve.relay import Channel, is_library, open_page
from sfg_analytics.serve.rooms import File
from sfg_analytics.site import BOARD

MOST_CHANNELS = 4
"""A page opens one to its kernel, and for a moment a second."""


class Missing(Door):
    """What is not there."""

    async def prepare(self) -> None:
        """Say so to everybody alike."""
        raise HTTPError(404)


class Audiences(Door):
    """The first page: the only audience of whoever asks, or a choice of theirs."""

    def get(self) -> None:
        """Lead on."""
        names = [one.name for one in self.visitor.audiences]
        if len(names) == 1:
            self.redirect(f"{self.gate.base}{names[0]}/")
        else:
            self.render_page("Scope for Growth", links={name: f"{self.gate.base}{name}/" for name in names})


class Outline(Door):
    """An audience's name without the slash."""

    def get(self, name: str) -> None:
        """Add it."""
        self.room(name)
        self.redirect(f"{self.gate.base}{name}/")


class PageOf(Door):
    """A page, or a file beside it."""

    async def get(self, name: str, path: str) -> None:
        """Send it whole."""
        room = self.room(name)
        own = live_files().get(path)
        if own is not None:
            self.send(own, kept=3600 if path.endswith("plotly.js") else 0)
            return
        try:
            file = await self.gate.aside(room.file, path or BOARD)
        except KeyError:
            raise HTTPError(404) from None
        self.send(file, policy=f"{room.policy}; frame-ancestors 'none'")


_FULL = {
    "own": "You have this part open in several windows already. Close one of them and load this page again.",
    "often": "This part was opened very often just now. Everything above is complete; load this page again in a minute.",
    "all": "Many people are looking at this part just now. Everything above is complete; load this page again later.",
}


class LiveOf(Door):
    """What a page asks for to become live: Voilà's settings and a kernel of its own."""

    _gone = False

    def on_connection_close(self) -> None:
        """Note that nobody waits for the answer any longer."""
        self._gone = True

    async def get(self, name: str, dashboard: str) -> None:
        """Start a kernel, or take one that is ready."""
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise HTTPError(403)
        room, kernels = self.room(name), self.gate.kernels
        try:
            ticket = kernels.admit(self.visitor.owner, time.monotonic())
        except Full as full:
            self.set_status(503)
            self.set_header("Retry-After", "60")
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(_FULL[full.why])
            return
        page, kernel = b"", None
        try:
            voila = await self.gate.started(room, dashboard)
            page, kernel = await open_page(voila)
            if kernel is not None:
                kernels.started(ticket, kernel, voila, time.monotonic(), f"{name}/{dashboard}")
        except SfgError as fault:
            self.gate.tell(f"{name}: the live part does not start. {fault}")
        finally:
            kernels.not_started(ticket)
        if kernel is None:
            raise HTTPError(502)
        if self._gone:
            await self.gate.end(kernel)
            return
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
        self.set_header("Cache-Control", "no-store")
        self.send(File.of("live.html", page))


class LibraryOf(Door):
    """Voilà's own scripts and styles."""

    async def get(self, name: str, dashboard: str, path: str) -> None:
        """Send one."""
        room = self.room(name)
        if not is_library(path):
            raise HTTPError(404)
        file = await self.gate.library.file(await self.gate.started(room, dashboard), path)
        if file is None:
            raise HTTPError(404)
        self.send(file, kept=3600)


class KernelOf(Door):
    """A kernel's name and state, for its own page; and its end."""

    def _own(self, name: str, dashboard: str, kernel: str) -> None:
        self.room(name)
        if not self.gate.kernels.is_owned(kernel, self.visitor.owner, f"{name}/{dashboard}"):
            raise HTTPError(404)

    def get(self, name: str, dashboard: str, kernel: str) -> None:
        """Say that it is there."""
        self._own(name, dashboard, kernel)
        self.finish({"id": kernel, "name": "python3"})

    async def post(self, name: str, dashboard: str, kernel: str) -> None:
        """End it: the page says goodbye."""
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise HTTPError(403)
        self._own(name, dashboard, kernel)
        await self.gate.end(kernel)
        self.set_status(204)


class ChannelOf(Door, WebSocketHandler):
    """A page's conversation with its kernel."""

    channel: Channel | None = None
    name = kernel = ""

    def unknown(self) -> None:
        """Nobody signs in over a websocket."""
        raise HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        """Only from a page of this server."""
        return urlsplit(origin).netloc.lower() == self.request.host.lower()

    async def get(self, name: str, dashboard: str, kernel: str) -> None:
        """Open it for whoever owns the kernel."""
        self.room(name)
        gate = self.gate
        if not gate.kernels.is_owned(kernel, self.visitor.owner, f"{name}/{dashboard}"):
            raise HTTPError(404)
        if len(gate.channels.get(kernel, ())) >= MOST_CHANNELS or not gate.kernels.may_say(
            kernel, time.monotonic()
        ):
            raise HTTPError(429)
        self.name, self.kernel = name, kernel
        await super().get(name, dashboard, kernel)

    async def open(self, *_: str) -> None:
        """Connect both ends."""
        gate = self.gate
        if self.kernel not in gate.kernels.owned:  # it has ended this moment
            self.close(1001, "ended")
            return
        home: Any = gate.kernels.owned[self.kernel].home
        gate.kernels.connected(self.kernel, time.monotonic())
        self.channel = Channel(self, lambda: asyncio.ensure_future(gate.end(self.kernel)))
        gate.channels.setdefault(self.kernel, set()).add(self.channel)
        try:
            await self.channel.open(home, self.kernel)
        except Exception as fault:  # whatever kept it from opening, the page is told the same
            gate.tell(f"A page's connection could not be opened: {type(fault).__name__}. {fault}")
            await gate.end(self.kernel, "not opened")

    async def on_message(self, message: str | bytes) -> None:
        """Pass on what may be passed on, for as long as whoever opened the page may see it."""
        kernels, now = self.gate.kernels, time.monotonic()
        if not kernels.may_say(self.kernel, now):
            self.close(1008, "too many messages")
        elif not await self._still_admitted():
            self.close(1008, "signed out")
        elif self.channel is not None and self.channel.said(message):
            kernels.used(self.kernel, now)

    async def _still_admitted(self) -> bool:
        try:
            visitor = await self.gate.visitors.of(self)
        except HTTPError:
            return False
        return (
            visitor is not None
            and visitor.owner == self.visitor.owner
            and self.name in {one.name for one in visitor.audiences}
        )

    def on_close(self) -> None:
        """Note that the page has gone."""
        if self.channel is not None:
            self.channel.close()
            self.gate.channels.get(self.kernel, set()).discard(self.channel)
            self.gate.kernels.disconnected(self.kernel, time.monotonic())
