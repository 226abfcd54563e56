"""What every answer of the gate has in common: who asks, what a page may do, and how something wrong is said.

Whoever does not belong to an audience is told what a stranger is told of a name that nobody has: there is no such page.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

from tornado.log import app_log
from tornado.web import HTTPError, RequestHandler

from sfg_analytics.page.markup import joined, shown
from sfg_analytics.serve.rooms import File, Room
from sfg_analytics.serve.visitors import Visitor

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
    429: "That was too much at once. Wait a moment.",
}
_PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
    "<style>body{{font:1.0625rem/1.5 Arial,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#212b32}}"
    "a{{color:#005eb8}}</style></head><body><main><h1>{title}</h1>{main}</main></body></html>"
)


class Polite(RequestHandler):
    """An answer that says what a page may do, and nothing of what serves it."""

    def set_default_headers(self) -> None:
        """Say what a page may do."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

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

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Log what went wrong, and not who asked for what: an address may hold a token."""
        if typ is not None and value is not None and not isinstance(value, HTTPError):
            app_log.error("Something asked of the gate could not be answered.", exc_info=(typ, value, tb))


class Door(Polite):
    """An answer to somebody who is known."""

    gate: Gate
    visitor: Visitor

    def initialize(self, gate: Gate) -> None:
        """Take the gate."""
        self.gate = gate

    async def prepare(self) -> None:
        """Ask who it is; whoever is not known yet is asked to sign in, and the answer ends there."""
        if self.request.host.lower() not in self.gate.hosts:
            raise HTTPError(400)
        visitor = await self.gate.visitors.of(self)
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
