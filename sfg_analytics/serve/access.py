"""Who may see what: people and the audiences they belong to, as a page of settings.

A publication is made for one audience, so access is by audience and nothing finer: whoever belongs to one may see all of its
publication, and nobody else any of it. Who somebody is, is said by a reverse proxy that signed them in, by a JupyterHub, or,
on one machine, by a token that the server made. See :func:`load_access` for the page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal, get_args

from sfg_analytics.errors import AccessProblem, NoSuchPath, nearest

By = Literal["token", "proxy", "jupyterhub", "nobody"]
Network = IPv4Network | IPv6Network

EVERYBODY = "*"
"""Stands among an audience's people for everybody who is signed in."""

FEWEST_LETTERS_OF_A_SECRET = 16
MOST_OF_ANYTHING = 10_000
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_RESERVED = {"sign-in", "oauth_callback"}


@dataclass(frozen=True)
class SignIn:
    """How it is known who somebody is.

    Parameters
    ----------
    by
        ``"token"``, ``"proxy"``, ``"jupyterhub"``, or ``"nobody"`` for a page that is open to all.
    header, groups_header
        The proxy's headers with a person's name and, with commas between them, groups.
    sent_from
        Networks from which those headers are believed.
    secret
        What the proxy sends in ``X-Sfg-Secret``; without one its address alone is trusted.
    hosts
        The names under which the pages are asked for, besides this computer's own.
    """

    by: By = "token"
    header: str = "X-Forwarded-Email"
    groups_header: str = "X-Forwarded-Groups"
    sent_from: tuple[Network, ...] = (ip_network("127.0.0.1"),)
    secret: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audience:
    """Those who see one publication.

    Parameters
    ----------
    name
        Its name in addresses.
    publication
        The publication's folder.
    people, groups
        Who belongs to it, as the proxy or the hub names them; :data:`EVERYBODY` among people for all who are signed in.
    """

    name: str
    publication: Path
    people: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def admits(self, person: str, groups: frozenset[str]) -> bool:
        """Whether somebody belongs to it.

        Parameters
        ----------
        person, groups
            A name and the groups of whoever is signed in.
        """
        return EVERYBODY in self.people or person in self.people or bool(groups & self.groups)


@dataclass(frozen=True)
class Limits:
    """How much one server does at once.

    Parameters
    ----------
    live
        Live parts open at a time, for all; each takes a process. Pages themselves have no limit.
    live_each
        The same for one person.
    idle_minutes
        After so long without a choice a live part ends.
    ready
        Processes kept started for whoever comes next, for each page that is in use; 0 starts each when it is asked for.
    """

    live: int = 30
    live_each: int = 3
    idle_minutes: float = 10.0
    ready: int = 1


@dataclass(frozen=True)
class Access:
    """Who may see what, and how much of it at once."""

    sign_in: SignIn
    audiences: tuple[Audience, ...]
    limits: Limits = Limits()


def load_access(file: Path) -> Access:
    """Read who may see what.

    ::

        [sign_in]
        by = "proxy"                        # or "jupyterhub", or "token"
        header = "X-Forwarded-Email"        # the proxy's header with a person's name
        groups_header = "X-Forwarded-Groups"
        from = ["127.0.0.1"]                # addresses from which it is believed
        secret_file = "proxy.secret"        # what the proxy sends in X-Sfg-Secret
        hosts = ["workforce.example.org"]   # names under which the pages are asked for

        [audiences.board]
        publication = "publications/ZZ1"
        people = ["chair@example.org"]      # "*" for everybody who is signed in
        groups = ["board"]

        [limits]                            # each may be left out
        live = 30
        live_each = 3
        idle_minutes = 10
        ready = 1

    Parameters
    ----------
    file
        A page in TOML. Paths in it are relative to its folder.

    Returns
    -------
    Access
        What it says.

    Raises
    ------
    NoSuchPath
        When it, or a file that it names, is not there.
    AccessProblem
        When it is no such page; what is wrong is named.
    """
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NoSuchPath(
            f"'{file}' is not there.", hint="see 'sfg serve --help' for what such a page says."
        ) from None
    except (OSError, ValueError) as fault:
        raise AccessProblem(f"'{file.name}' cannot be read as TOML.", got=str(fault)[:200]) from None
    page = _Page(file.name, "", said)
    page.know("sign_in", "audiences", "limits")
    home = file.resolve().parent
    sign_in = _sign_in(page.part("sign_in"), home)
    audiences = tuple(_audience(name, part, home) for name, part in page.part("audiences").parts())
    if not audiences:
        raise page.wrong(
            "names no audience", expected="[audiences.board] with its publication and its people"
        )
    if sign_in.by != "token":
        for one in audiences:
            if not one.people | one.groups:
                raise page.wrong(f"lets nobody see '{one.name}'", expected="people or groups")
    return Access(sign_in, audiences, _limits(page.part("limits")))


def _sign_in(part: _Page, home: Path) -> SignIn:
    part.know("by", "header", "groups_header", "from", "secret_file", "hosts")
    by = part.text("by", "token")
    known = [one for one in get_args(By) if one != "nobody"]
    if by not in known:
        raise part.wrong(
            f"has an unknown 'by' ('{by[:40]}')", expected=", ".join(known), near=nearest(by, known)
        )
    try:
        networks = tuple(ip_network(one) for one in part.texts("from", ["127.0.0.1", "::1"]))
    except ValueError:
        raise part.wrong(
            "has something in 'from' that is no address", expected="such as 10.0.0.0/8"
        ) from None
    secret = ""
    named = part.text("secret_file", "")
    if named:
        try:
            secret = (home / named).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise NoSuchPath(f"The file of the proxy's secret, '{named}', cannot be read.") from None
        if len(secret) < FEWEST_LETTERS_OF_A_SECRET:
            raise part.wrong(
                "names a secret that is too short", expected=f"{FEWEST_LETTERS_OF_A_SECRET} letters or more"
            )
    return SignIn(
        by,  # type: ignore[arg-type]  # one of the words, as was just seen
        part.text("header", SignIn.header),
        part.text("groups_header", SignIn.groups_header),
        networks,
        secret,
        tuple(one.lower() for one in part.texts("hosts", [])),
    )


def _audience(name: str, part: _Page, home: Path) -> Audience:
    part.know("publication", "people", "groups")
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise part.wrong("has a name that cannot stand in an address", expected="letters, digits, - and _")
    publication = part.text("publication", "")
    if not publication:
        raise part.wrong("names no publication", expected='publication = "folder"')
    people, groups = part.texts("people", []), part.texts("groups", [])
    return Audience(name, home / publication, frozenset(people), frozenset(groups))


def _limits(part: _Page) -> Limits:
    names = [field.name for field in fields(Limits)]
    part.know(*names)
    return Limits(**{name: part.number(name, getattr(Limits, name), none=name == "ready") for name in names})


class _Page:
    """A table of the page, and how to complain of it."""

    def __init__(self, file: str, name: str, said: Any) -> None:
        self.file, self.name, self.said = file, name, said
        if not isinstance(said, Mapping):
            raise self.wrong("is no table")

    def wrong(self, what: str, *, expected: str = "", near: str = "") -> AccessProblem:
        where = f"[{self.name}] in '{self.file}'" if self.name else f"'{self.file}'"
        return AccessProblem(f"{where} {what}.", expected=expected, closest=near)

    def know(self, *names: str) -> None:
        for name in self.said:
            if name not in names:
                raise self.wrong(
                    f"has an unknown '{str(name)[:40]}'", expected=", ".join(names), near=nearest(name, names)
                )

    def part(self, name: str) -> _Page:
        return _Page(self.file, ".".join(filter(None, [self.name, name])), self.said.get(name, {}))

    def parts(self) -> list[tuple[str, _Page]]:
        return [(name, self.part(name)) for name in self.said]

    def text(self, name: str, otherwise: str) -> str:
        value = self.said.get(name, otherwise)
        if not isinstance(value, str):
            raise self.wrong(f"has a '{name}' that is no text")
        return value

    def texts(self, name: str, otherwise: list[str]) -> list[str]:
        value = self.said.get(name, otherwise)
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.wrong(f"has a '{name}' that is no list of texts", expected=f'{name} = ["…"]')
        return value

    def number(self, name: str, otherwise: float, *, none: bool = False) -> Any:
        value = self.said.get(name, otherwise)
        whole = isinstance(otherwise, int)
        fits = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not fits or not (0 < value <= MOST_OF_ANYTHING or (none and value == 0)):
            raise self.wrong(
                f"has a '{name}' that is no {'whole ' if whole else ''}number{'' if none else ' above 0'}"
            )
        return value
