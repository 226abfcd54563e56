"""The processes behind live parts: whose each is, how many there may be, and when one has been left.

A browser says no word when its tab is closed, so a process ends when nobody is connected to it, or nobody has chosen anything
for a while. No clock is read here: moments are given, in seconds, so that this can be tested without waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from sfg_analytics.serve.access import Limits

SECONDS_TO_CONNECT = 30.0
"""How long a page has to connect after it was given its process, or to connect again."""

MOST_STARTS, SECONDS_OF_STARTS = 20, 60.0
"""So many processes one person may have started in so many seconds, however soon they end again."""

MOST_MESSAGES, SECONDS_OF_MESSAGES = 60, 10.0
"""So many messages in so many seconds are more than anybody chooses by hand."""


class Full(Exception):
    """No further live part can be opened now.

    Parameters
    ----------
    why
        Which limit it is: how many a person may have open, how often they may open one, or how many all may have open.
    """

    def __init__(self, why: Literal["own", "often", "all"]) -> None:
        self.why = why
        super().__init__(why)


@dataclass
class Kernel:
    """One process.

    Parameters
    ----------
    owner
        Who opened the page.
    home
        The server that runs it.
    since
        The last moment at which it was of use.
    place
        The audience and page that it was started for; nobody reaches it by another's address.
    connections
        How many websockets are open to it.
    said
        The moments of the last messages to it.
    """

    owner: str
    home: object
    since: float
    place: str = ""
    connections: int = 0
    said: list[float] = field(default_factory=list)


@dataclass
class Kernels:
    """All processes that are somebody's, and those being started.

    Parameters
    ----------
    limits
        How many there may be.
    """

    limits: Limits
    owned: dict[str, Kernel] = field(default_factory=dict)
    _starting: dict[int, str] = field(default_factory=dict)
    _starts: list[tuple[float, str]] = field(default_factory=list)
    _tickets: count[int] = field(default_factory=count)

    def admit(self, owner: str, now: float) -> int:
        """Reserve a place for somebody.

        Parameters
        ----------
        owner
            Who asks.
        now
            The moment, in seconds.

        Returns
        -------
        int
            A ticket, to be handed to :meth:`started` or :meth:`not_started`.

        Raises
        ------
        Full
            When there is no place.
        """
        owners = [*self.starting(), *(one.owner for one in self.owned.values())]
        if owners.count(owner) >= self.limits.live_each:
            raise Full("own")
        if len(owners) >= self.limits.live:
            raise Full("all")
        self._starts = [(then, who) for then, who in self._starts if now - then < SECONDS_OF_STARTS]
        if [who for _, who in self._starts].count(owner) >= MOST_STARTS:
            raise Full("often")
        self._starts.append((now, owner))
        ticket = next(self._tickets)
        self._starting[ticket] = owner
        return ticket

    def started(self, ticket: int, kernel: str, home: object, now: float, place: str = "") -> None:
        """Note the process for which a place was reserved."""
        self.owned[kernel] = Kernel(self._starting.pop(ticket), home, now, place)

    def not_started(self, ticket: int) -> None:
        """Give a place back; one that was taken stays so."""
        self._starting.pop(ticket, None)

    def starting(self) -> list[str]:
        """Name those for whom a process is being started."""
        return list(self._starting.values())

    def is_owned(self, kernel: str, owner: str, place: str = "") -> bool:
        """Whether a process is this person's, and was started for this place."""
        one = self.owned.get(kernel)
        return one is not None and (one.owner, one.place) == (owner, place)

    def may_say(self, kernel: str, now: float) -> bool:
        """Count a message to a process; False when there are too many, over all its connections."""
        if kernel not in self.owned:
            return False
        one = self.owned[kernel]
        one.said = [then for then in one.said if now - then < SECONDS_OF_MESSAGES]
        one.said = [*one.said[-MOST_MESSAGES:], now]
        return len(one.said) <= MOST_MESSAGES

    def connected(self, kernel: str, now: float) -> None:
        """Note that a page has connected."""
        self.owned[kernel].connections += 1
        self.owned[kernel].since = now

    def disconnected(self, kernel: str, now: float) -> None:
        """Note that a page has gone."""
        if kernel in self.owned:
            self.owned[kernel].connections -= 1
            self.owned[kernel].since = now

    def used(self, kernel: str, now: float) -> None:
        """Note that somebody chose something."""
        if kernel in self.owned:
            self.owned[kernel].since = now

    def left(self, now: float) -> list[str]:
        """Name the processes that are to end.

        Parameters
        ----------
        now
            The moment, in seconds.
        """
        idle = 60 * self.limits.idle_minutes
        return [
            name
            for name, one in self.owned.items()
            if now - one.since > (idle if one.connections > 0 else min(idle, SECONDS_TO_CONNECT))
        ]

    def ended(self, kernel: str) -> Kernel | None:
        """Forget a process."""
        return self.owned.pop(kernel, None)

    def of(self, home: object) -> list[str]:
        """Name the processes that a server runs."""
        return [name for name, one in self.owned.items() if one.home is home]
