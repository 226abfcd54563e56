"""The processes behind live parts: whose each is, how many there may be, and when one has been left.

A browser says no word when its tab is closed, so a process ends when nobody is connected to it, or nobody has chosen anything
for a while. No clock is read here: moments are given, in seconds, so that this can be tested without waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from sfg_analytics.serve.access import Limits

SECONDS_TO_CONNECT = 30.0
"""How long a page has to connect after it was given its process, or to connect again."""


class Full(Exception):
    """No further live part can be opened now.

    Parameters
    ----------
    own
        Whether it is the person's own limit, not everybody's.
    """

    def __init__(self, own: bool) -> None:
        self.own = own
        super().__init__("own limit" if own else "limit")


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
    connections
        How many websockets are open to it.
    """

    owner: str
    home: object
    since: float
    connections: int = 0


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
    _tickets: count[int] = field(default_factory=count)

    def admit(self, owner: str) -> int:
        """Reserve a place for somebody.

        Parameters
        ----------
        owner
            Who asks.

        Returns
        -------
        int
            A ticket, to be handed to :meth:`started` or :meth:`not_started`.

        Raises
        ------
        Full
            When there is no place.
        """
        owners = [*self._starting.values(), *(one.owner for one in self.owned.values())]
        if owners.count(owner) >= self.limits.live_each:
            raise Full(own=True)
        if len(owners) >= self.limits.live:
            raise Full(own=False)
        ticket = next(self._tickets)
        self._starting[ticket] = owner
        return ticket

    def started(self, ticket: int, kernel: str, home: object, now: float) -> None:
        """Note the process for which a place was reserved."""
        self.owned[kernel] = Kernel(self._starting.pop(ticket), home, now)

    def not_started(self, ticket: int) -> None:
        """Give a place back."""
        self._starting.pop(ticket, None)

    def is_owned(self, kernel: str, owner: str) -> bool:
        """Whether a process is this person's."""
        return kernel in self.owned and self.owned[kernel].owner == owner

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
