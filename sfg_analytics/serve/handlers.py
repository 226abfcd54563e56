"""What is answered to which request, once the gate is asked.

Whoever does not belong to an audience is told what a stranger is told of a name that nobody has: there is no such page.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler

from sfg_analytics.errors import SfgError
from sfg_analytics.page.markup import joined, shown
from sfg_analytics.serve.kernels import Full
from sfg_analytics.serve.live import live_files
from sfg_analytics.serve.relay import Channel, fetch, kernel_in
from sfg_analytics.serve.rooms import File, Room
from sfg_analytics.serve.visitors import Visitor
from sfg_analytics.site import BOARD

if TYPE_CHECKING:
    from sfg_analytics.serve.gate import Gate

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
_SAID = {
    400: "This address is not one of this server's.",
    401: "Please sign in.",
    403: "You are not among those whom these pages are for. If you ought to be, ask whoever runs them.",
    404: "There is no page here, or it is not for you.",
    405: "This cannot be asked for here.",
}
_PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
    "<style>body{{font:1.0625rem/1.5 Arial,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#212b32}}"
    "a{{color:#005eb8}}</style></head><body><main><h1>{title}</h1>{main}</main></body></html>"
)


class Door(RequestHandler):
    """What every answer has in common."""

    gate: Gate
    visitor: Visitor

    def initialize(self, gate: Gate) -> None:
        """Take the gate."""
        self.gate = gate

    def set_default_headers(self) -> None:
        """Say what a page may do, and nothing of what serves it."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Ask who it is; whoever is not known yet is asked to sign in, and the answer ends there."""
        if self.request.host.lower() not in self.gate.hosts:
            raise HTTPError(400)
        visitor = self.gate.visitors.of(self)
        if visitor is None:
            self.unknown()
        else:
            self.visitor = visitor

    def unknown(self) -> None:
        """Answer somebody who is not known."""
        if (
            self.request.method != "GET"
            or self.request.headers.get("Sec-Fetch-Dest", "document") != "document"
        ):
            raise HTTPError(401)
        self.gate.visitors.sign_in(self)
        if not self._finished:
            self.finish()

    def room(self, name: str) -> Room:
        """Give the room of an audience that they belong to."""
        if name not in {one.name for one in self.visitor.audiences}:
            raise HTTPError(404)
        return self.gate.rooms[name]

    def render_page(self, title: str, *paragraphs: str, links: dict[str, str] | None = None) -> None:
        """Answer with a few words."""
        items = joined(
            f'<li><a href="{shown(to)}">{shown(words)}</a></li>' for words, to in (links or {}).items()
        )
        main = joined(f"<p>{shown(one)}</p>" for one in paragraphs) + (f"<ul>{items}</ul>" if items else "")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(_PAGE.format(title=shown(title), main=main))

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say what is wrong, and nothing of how it came about."""
        told = _SAID.get(
            status_code, "Something went wrong here. Whoever runs these pages will find it in the log."
        )
        self.render_page(f"{status_code}", told)

    def send(self, file: File, *, policy: str = "", kept: int = 0) -> None:
        """Answer with a file."""
        self.set_header("Content-Type", file.kind)
        self.set_header("Vary", "Accept-Encoding, Cookie")
        if policy:
            self.set_header("Content-Security-Policy", policy)
        if kept:
            self.set_header("Cache-Control", f"private, max-age={kept}")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(file.packed)
        else:
            self.finish(file.whole)


class Missing(Door):
    """What is not there."""

    def prepare(self) -> None:
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


class LiveOf(Door):
    """What a page asks for to become live: Voilà's settings and a kernel of its own."""

    async def get(self, name: str, dashboard: str) -> None:
        """Start a kernel, or take one that is ready."""
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise HTTPError(403)
        room = self.room(name)
        try:
            ticket = self.gate.kernels.admit(self.visitor.owner)
        except Full as full:
            self.set_status(503)
            self.set_header("Retry-After", "60")
            self.finish(
                "You have this part open in several windows already. Close one of them and load this page again."
                if full.own
                else "Many people are looking at this part just now. Everything above is complete; load this page again later."
            )
            return
        page, kernel = b"", None
        try:
            voila = await self.gate.aside(room.voila, dashboard)
            _, _, page = await fetch(voila, "")
            kernel = kernel_in(page)
            if kernel is not None:
                self.gate.kernels.started(ticket, kernel, voila, time.monotonic())
        except SfgError as fault:
            self.gate.tell(f"{name}: the live part does not start. {fault}")
        finally:
            if kernel is None:
                self.gate.kernels.not_started(ticket)
        if kernel is None:
            raise HTTPError(502)
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
        self.set_header("Cache-Control", "no-store")
        self.send(File.of("live.html", page))


class LibraryOf(Door):
    """Voilà's own scripts and styles."""

    async def get(self, name: str, dashboard: str, path: str) -> None:
        """Send one."""
        if ".." in path:
            raise HTTPError(404)
        voila = await self.gate.aside(self.room(name).voila, dashboard)
        file = await self.gate.library.file(voila, path)
        if file is None:
            raise HTTPError(404)
        self.send(file, kept=3600)


class KernelOf(Door):
    """A kernel's name and state, for its own page; and its end."""

    def _own(self, name: str, kernel: str) -> None:
        self.room(name)
        if not self.gate.kernels.is_owned(kernel, self.visitor.owner):
            raise HTTPError(404)

    def get(self, name: str, _dashboard: str, kernel: str) -> None:
        """Say that it is there."""
        self._own(name, kernel)
        self.finish({"id": kernel, "name": "python3"})

    async def post(self, name: str, _dashboard: str, kernel: str) -> None:
        """End it: the page says goodbye."""
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise HTTPError(403)
        self._own(name, kernel)
        await self.gate.end(kernel)
        self.set_status(204)


class ChannelOf(Door, WebSocketHandler):
    """A page's conversation with its kernel."""

    channel: Channel | None = None
    kernel = ""

    def unknown(self) -> None:
        """Nobody signs in over a websocket."""
        raise HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        """Only from a page of this server."""
        return urlsplit(origin).netloc.lower() == self.request.host.lower()

    async def get(self, name: str, dashboard: str, kernel: str) -> None:
        """Open it for whoever owns the kernel."""
        self.room(name)
        if not self.gate.kernels.is_owned(kernel, self.visitor.owner):
            raise HTTPError(404)
        await super().get(name, dashboard, kernel)

    async def open(self, *parts: str) -> None:
        """Connect both ends."""
        self.kernel = parts[-1]
        gate = self.gate
        home: Any = gate.kernels.owned[self.kernel].home
        gate.kernels.connected(self.kernel, time.monotonic())
        self.channel = Channel(self)
        gate.channels.setdefault(self.kernel, set()).add(self.channel)
        try:
            await self.channel.open(home, self.kernel, self.get_query_argument("session_id", "page")[:64])
        except Exception as fault:  # whatever kept it from opening, the page is told the same
            gate.tell(f"A page's connection could not be opened: {type(fault).__name__}. {fault}")
            self.close(1011, "not opened")

    def on_message(self, message: str | bytes) -> None:
        """Pass on what may be passed on."""
        if self.channel is not None and self.channel.said(message):
            self.gate.kernels.used(self.kernel, time.monotonic())

    def on_close(self) -> None:
        """Note that the page has gone."""
        if self.channel is not None:
            self.channel.close()
            self.gate.channels.get(self.kernel, set()).discard(self.channel)
            self.gate.kernels.disconnected(self.kernel, time.monotonic())
