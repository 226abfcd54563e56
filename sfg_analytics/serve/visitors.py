"""Who is asking: told by a token of this server, or by a proxy that signed them in.

Each answers one question for the gate: of which audiences is whoever sent this request? A name that a request states about
itself is believed from the proxy's own address alone, and with the secret where one is agreed.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol

from tornado.web import HTTPError, RequestHandler

from sfg_analytics.serve.access import Access, Audience

SECRET_HEADER = "X-Sfg-Secret"  # noqa: S105  # a header's name
_DAYS = 1


@dataclass(frozen=True)
class Visitor:
    """Somebody who is let in.

    Parameters
    ----------
    owner
        Whose the processes are that this request may reach.
    audiences
        What may be seen.
    """

    owner: str
    audiences: tuple[Audience, ...]


class Visitors(Protocol):
    """A way to know who is asking."""

    async def of(self, request: RequestHandler) -> Visitor | None:
        """Say who is asking; None when they have to sign in first.

        Raises
        ------
        tornado.web.HTTPError
            When they never will be let in this way.
        """

    def sign_in(self, request: RequestHandler, /) -> None:
        """Answer somebody who has to sign in."""


class ByToken:
    """Whoever has an audience's token; a browser keeps a cookie in its place.

    Parameters
    ----------
    access
        Whose audiences are served.
    base
        The path under which the server answers.
    port
        Its port, which browsers do not tell cookies apart by.
    """

    def __init__(self, access: Access, base: str, port: int) -> None:
        self._audiences = {one.name: one for one in access.audiences}
        self._tokens = {one.name: secrets.token_urlsafe(32) for one in access.audiences}
        self._base, self._cookie = base, _Cookie(base, port)

    def address(self, name: str) -> str:
        """Give the path at which an audience's pages open for whoever has its token."""
        return f"{self._base}{name}/?token={self._tokens[name]}"

    async def of(self, request: RequestHandler) -> Visitor | None:
        """Say who is asking, by the cookie; a token in the address is first taken for one."""
        if request.get_query_argument("token", ""):
            return None
        kept = self._cookie.kept(request).split(" ")
        names = [name for name in kept[1:] if name in self._audiences]
        return Visitor(kept[0], tuple(self._audiences[name] for name in names)) if names else None

    def sign_in(self, request: RequestHandler) -> None:
        """Take a token for a cookie, or ask for it."""
        given = request.get_query_argument("token", "")
        found = [
            name
            for name, token in self._tokens.items()
            if hmac.compare_digest(token.encode(), given.encode())
        ]
        if not found:
            request.set_status(403 if given else 401)
            request.render_page(  # type: ignore[attr-defined]  # every handler of the gate has it
                "Please open the address you were given",
                "These pages are shown to whoever has their address, with the token in it. Open it again as it was given, or "
                "ask whoever runs them.",
            )
            return
        session, *names = self._cookie.kept(request).split(" ")
        self._cookie.keep(
            request,
            " ".join([session or secrets.token_urlsafe(16), *dict.fromkeys([*filter(None, names), *found])]),
        )
        request.redirect(f"{self._base}{found[0]}/")


class Everybody:
    """Whoever comes: for publications made for the public.

    Parameters
    ----------
    access
        Whose audiences are served.
    base, port
        Where the server answers.
    """

    def __init__(self, access: Access, base: str, port: int) -> None:
        self._audiences, self._cookie = access.audiences, _Cookie(base, port)

    async def of(self, request: RequestHandler) -> Visitor | None:
        """Let them in, and know their browser again."""
        session = self._cookie.kept(request)
        if not session:
            session = secrets.token_urlsafe(16)
            self._cookie.keep(request, session)
        return Visitor(f"{request.request.remote_ip} {session}", self._audiences)

    def sign_in(self, _: RequestHandler) -> None:
        """Nobody is asked to."""
        raise HTTPError(403)


class ByProxy:
    """Whoever a reverse proxy says it has signed in.

    Parameters
    ----------
    access
        Its headers, addresses and secret, and the audiences.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    async def of(self, request: RequestHandler) -> Visitor | None:
        """Believe the proxy, and it alone."""
        said, sign_in = request.request.headers, self._access.sign_in
        try:
            peer = ip_address(request.request.remote_ip or "")
        except ValueError:  # a socket file: whoever may open it was decided by its permissions
            raise HTTPError(403) from None
        if not any(peer in network for network in sign_in.sent_from):
            raise HTTPError(403)
        if sign_in.secret and not hmac.compare_digest(
            said.get(SECRET_HEADER, "").encode(), sign_in.secret.encode()
        ):
            raise HTTPError(403)
        named, grouped = said.get_list(sign_in.header), said.get_list(sign_in.groups_header)
        if len(named) != 1 or not named[0].strip() or len(grouped) > 1:
            raise HTTPError(403)  # one of two was not put there by the proxy
        groups = frozenset(one.strip() for one in ",".join(grouped).split(",") if one.strip())
        return admitted(named[0].strip(), groups, self._access.audiences)

    def sign_in(self, _: RequestHandler) -> None:
        """Signing in is the proxy's."""
        raise HTTPError(403)


def admitted(person: str, groups: frozenset[str], audiences: Sequence[Audience]) -> Visitor:
    """Find the audiences of somebody who is signed in.

    Raises
    ------
    tornado.web.HTTPError
        When there is none (403).
    """
    found = tuple(one for one in audiences if one.admits(person, groups))
    if not found:
        raise HTTPError(403)
    return Visitor(person, found)


class _Cookie:
    """What a browser keeps: signed, so that it cannot make one itself."""

    def __init__(self, base: str, port: int) -> None:
        self._base, self._name = base, f"sfg-{port}"

    def kept(self, request: RequestHandler) -> str:
        kept = request.get_signed_cookie(self._name, max_age_days=_DAYS)
        return kept.decode() if kept else ""

    def keep(self, request: RequestHandler, what: str) -> None:
        proxied = request.request.headers.get("X-Forwarded-Proto", "")
        secure = "https" in (request.request.protocol, proxied)  # whoever says so untruly loses the cookie
        request.set_signed_cookie(
            self._name, what, expires_days=None, path=self._base, httponly=True, samesite="Lax", secure=secure
        )
