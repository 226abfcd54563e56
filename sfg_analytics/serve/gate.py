"""The gate: the one address that readers reach, and what it lets whom do there.

Pages are sent at once, complete; their script then asks for the live part. Each request is asked who sent it, and sees the room
of an audience it belongs to, or that there is nothing of that name. A page may fetch Voilà's own files, and talk to the kernel
that was started for it, in the few words it needs. Everything else is refused here, whatever Voilà would have done with it.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback
from tornado.web import Application

from sfg_analytics.errors import SfgError
from sfg_analytics.publication import PUBLIC
from sfg_analytics.serve.access import Access, Audience
from sfg_analytics.serve.dashboard import Voila
from sfg_analytics.serve.handlers import (
    Audiences,
    ChannelOf,
    KernelOf,
    LibraryOf,
    LiveOf,
    Missing,
    Outline,
    PageOf,
)
from sfg_analytics.serve.hub import ByHub
from sfg_analytics.serve.kernels import Kernels
from sfg_analytics.serve.relay import KERNEL, LIBRARY, Channel, Library, fetch
from sfg_analytics.serve.rooms import DASHBOARDS, Room, stamp
from sfg_analytics.serve.server import LOOPBACK
from sfg_analytics.serve.visitors import ByProxy, ByToken, Everybody, Visitors

LIVE_POLICY = (
    "default-src 'none'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page with a live part may do. A script that was put into it does not run: ours is a file, and widgets' come as blobs."""

SECONDS_BETWEEN_LOOKS = 2.0
MOST_BODY, MOST_HEADERS = 10_000, 32_768
SECONDS_TO_ASK = 75.0
"""How long a connection may take over its request, or be open without one."""


class Gate:
    """A server for the audiences of an access page.

    Parameters
    ----------
    access
        Who may see what.
    port
        The port on the loopback address.
    base
        The path under which it answers, with slashes at both ends.
    tell
        Called with a line when something happens that whoever runs it should know; no reader's name is in it.

    Raises
    ------
    NoSuchPath, PublicationProblem
        When a publication is not there, or is not whole.
    AccessProblem
        When people cannot be signed in as the page says.
    """

    def __init__(self, access: Access, *, port: int, base: str = "/", tell: Any = None) -> None:
        self.access, self.port, self.base = access, port, base
        self.tell = tell or (lambda _: None)
        self.visitors = _visitors(access, base, port)
        self.rooms: dict[str, Room] = {}
        self._left: list[Room] = []
        self._made: list[Room] = []
        self.kernels = Kernels(access.limits)
        self.channels: dict[str, set[Channel]] = {}
        self.library = Library()
        self._workers = ThreadPoolExecutor(4, thread_name_prefix="sfg-gate")
        self._starters = ThreadPoolExecutor(
            4, thread_name_prefix="sfg-start"
        )  # a slow start holds up no page
        try:
            for audience in access.audiences:
                made_for = PUBLIC if access.sign_in.by == "nobody" else None
                self.rooms[audience.name] = self._room(audience, made_for)
        except BaseException:
            self.close()
            raise
        if access.sign_in.by == "proxy" and not access.sign_in.secret:
            self.tell("Any program on this computer can say who asks: name a secret_file in [sign_in].")
        own = {f"{LOOPBACK}:{port}", f"localhost:{port}", f"[::1]:{port}"}
        self.hosts = own | set(access.sign_in.hosts)
        self._looks: list[PeriodicCallback] = []
        self._server: HTTPServer | None = None

    def address(self) -> str:
        """Give where the first audience opens its pages."""
        return next(iter(self.addresses().values()))

    def addresses(self) -> dict[str, str]:
        """Give where each audience opens its pages; with the token where there is one to give."""
        host = f"http://{LOOPBACK}:{self.port}"
        token = self.visitors if isinstance(self.visitors, ByToken) else None
        return {name: host + (token.address(name) if token else f"{self.base}{name}/") for name in self.rooms}

    async def open(self) -> None:
        """Begin to answer."""
        self._server = HTTPServer(
            self._application(),
            max_body_size=MOST_BODY,
            max_header_size=MOST_HEADERS,
            idle_connection_timeout=SECONDS_TO_ASK,
            body_timeout=SECONDS_TO_ASK,
        )
        self._server.listen(self.port, LOOPBACK)
        for look in (self._tidy, self._renew):
            self._looks.append(PeriodicCallback(look, 1000 * SECONDS_BETWEEN_LOOKS))
            self._looks[-1].start()
        for room in self.rooms.values() if self.access.limits.ready else ():
            self._starters.submit(self._start, room, "board")

    async def shut(self) -> None:
        """Answer no longer."""
        for look in self._looks:
            look.stop()
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()

    def close(self) -> None:
        """End every process and remove every file. No request may come after it."""
        for room in self._made:
            room.give_up()
        for workers in (self._starters, self._workers):
            workers.shutdown(wait=True, cancel_futures=True)
        for room in self._made:
            room.close()

    async def aside(self, work: Any, *arguments: Any) -> Any:
        """Do something that takes time without holding up the others."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, work, *arguments)

    async def started(self, room: Room, dashboard: str) -> Voila:
        """Give the server of a live part, and start it first if need be."""
        there = room.running(dashboard)
        if there is not None:
            return there
        starting = asyncio.get_running_loop().run_in_executor(self._starters, room.voila, dashboard)
        return await starting

    async def end(self, kernel: str, why: str = "ended") -> None:
        """End a process, and tell its page."""
        gone = self.kernels.ended(kernel)
        for channel in self.channels.pop(kernel, set()):
            channel.end(why)
        if gone is not None:
            await fetch(gone.home, f"voila/api/shutdown/{kernel}", method="POST")  # type: ignore[arg-type]  # a Voila

    async def _tidy(self) -> None:
        """End what was left, and the rooms that nobody is in any longer; let no log grow without end."""
        for kernel in self.kernels.left(time.monotonic()):
            await self.end(kernel, "idle")
        for room in [*self._left]:
            if not any(self.kernels.of(voila) for voila in room.voilas()):
                self._left.remove(room)
                await self.aside(room.close)
                self._made.remove(room)
        for room in [*self._made]:
            for voila in room.voilas():
                voila.server.shorten_log()

    async def _renew(self) -> None:
        """Serve what a publication's folder holds now."""
        for name, room in [*self.rooms.items()]:
            if stamp(room.audience.publication) == room.seen:
                continue
            try:
                new = await self.aside(self._room, room.audience, room.made_for)
            except SfgError as fault:
                room.seen = stamp(room.audience.publication)
                self.tell(f"{name}: still serving the publication as it was before. {fault.what}")
                continue
            if new.publication.fingerprint == room.publication.fingerprint:
                room.seen = new.seen
                await self.aside(new.close)
                self._made.remove(new)
                continue
            used = [dashboard for dashboard in DASHBOARDS if room.runs(dashboard)]
            self.rooms[name] = new
            self._left.append(room)
            self.tell(f"{name}: serving release {new.publication.release}.")
            for dashboard in used:
                self._starters.submit(self._start, new, dashboard)

    def _room(self, audience: Audience, made_for: str | None) -> Room:
        base = f"{self.base}{audience.name}/"
        room = Room(audience, self.access.limits, base, LIVE_POLICY, made_for)
        self._made.append(room)
        return room

    def _start(self, room: Room, dashboard: str) -> None:
        try:
            room.voila(dashboard)
        except SfgError as fault:
            if not room.given_up:
                self.tell(f"{room.audience.name}: the live part does not start. {fault}")

    def _application(self) -> Application:
        base, audience = re.escape(self.base), r"([A-Za-z0-9_-]{1,40})"
        live = rf"{base}{audience}/live/({'|'.join(DASHBOARDS)})/"
        given = {"gate": self}
        routes: list[Any] = [
            (f"{base}", Audiences, given),
            (f"{base}{audience}", Outline, given),
            (rf"{live}", LiveOf, given),
            (rf"{live}({LIBRARY})", LibraryOf, given),
            (rf"{live}api/kernels/({KERNEL})/channels", ChannelOf, given),
            (rf"{live}(?:voila/api/shutdown|api/kernels)/({KERNEL})", KernelOf, given),
            (rf"{base}{audience}/(?!live/)([A-Za-z0-9_./-]*)", PageOf, given),
        ]
        if isinstance(self.visitors, ByHub):
            routes.insert(0, (f"{base}oauth_callback", self.visitors.callback()))
        return Application(
            routes,
            default_handler_class=Missing,
            default_handler_args=given,
            cookie_secret=secrets.token_hex(32),
            log_function=lambda _: None,  # addresses may hold a token, and who read what is nobody's business
            websocket_ping_interval=20,
            websocket_max_message_size=256_000,
        )


def _visitors(access: Access, base: str, port: int) -> Visitors:
    by = access.sign_in.by
    if by == "token":
        return ByToken(access, base, port)
    if by == "nobody":
        return Everybody(access, base, port)
    return ByProxy(access) if by == "proxy" else ByHub(access)
