"""What one audience is served from: a copy of its publication, its pages, and a Voilà of its own for what is live.

The copy is made and verified once; what is read afterwards cannot change under a reader. When the publication is replaced, a
new copy is taken and everything is made of it, while readers of the old one keep what they have until they leave.
"""

from __future__ import annotations

import gzip
import mimetypes
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sfg_analytics.errors import AccessProblem, PublicationProblem, SfgError
from sfg_analytics.publication import Publication, read_publication
from sfg_analytics.serve.access import Audience, Limits
from sfg_analytics.serve.dashboard import Voila, start_voila
from sfg_analytics.site import BOARD, Pages

DASHBOARDS = ("board", "system", "fairness")
"""The pages that have a live part, each a notebook in ``dashboards/``."""

_TURNS = 3
MOST_KEPT = 300
"""Pages kept packed, about 60 kB each."""


@dataclass(frozen=True)
class File:
    """A file as it is sent.

    Parameters
    ----------
    kind
        Its content type.
    whole, packed
        Its bytes, and the same packed with gzip.
    """

    kind: str
    whole: bytes = field(repr=False)
    packed: bytes = field(repr=False)

    @classmethod
    def of(cls, name: str, whole: bytes) -> File:
        """Pack a file; its kind follows from its name."""
        kind = {".html": "text/html", ".js": "text/javascript", ".csv": "text/csv", ".css": "text/css"}.get(
            Path(name).suffix
        )
        guessed = kind or mimetypes.guess_type(name)[0] or "application/octet-stream"
        told = f"{guessed}; charset=utf-8" if kind else guessed
        return cls(told, whole, gzip.compress(whole, 6, mtime=0))


class Room:
    """A copy of a publication, and what is served of it.

    Parameters
    ----------
    audience
        Whose it is.
    limits
        How many processes are kept ready.
    base
        The path under which the audience's pages lie.
    policy
        What pages with a live part may do: a Content-Security-Policy.
    made_for
        The audience that the publication must have been made for, as its manifest says; None for any.

    Raises
    ------
    NoSuchPath, PublicationProblem
        When there is no whole publication.
    AccessProblem
        When it was made for others.
    """

    def __init__(
        self, audience: Audience, limits: Limits, base: str, policy: str, made_for: str | None = None
    ) -> None:
        self.audience, self.base, self.policy, self._limits = audience, base, policy, limits
        self.folder = Path(tempfile.mkdtemp(prefix="sfg-audience-"))
        self._files: dict[str, File] = {}
        self._voilas: dict[str, Voila] = {}
        self._lock = Lock()
        self.given_up = False
        try:
            self.seen = stamp(audience.publication)
            self.publication = self._copy()
            self.made_for = str(self.publication.manifest["audience"])
            self._require_made_for(made_for)
            self.pages = Pages(self.publication, policy=policy, script="live.js")
            self.file(BOARD)  # at once for whoever comes first
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def file(self, name: str) -> File:
        """Give a page or a file beside it; made when it is asked for the first time.

        Raises
        ------
        KeyError
            When there is none of that name.
        """
        file = self._files.get(name)
        if file is None:
            file = File.of(name, self.pages[name])
            if len(self._files) >= MOST_KEPT:
                self._files.pop(next(iter(self._files)), None)  # the one made first; it can be made again
            self._files[name] = file
        return file

    def voila(self, dashboard: str) -> Voila:
        """Give the server of a live part, started when it is asked for the first time or has ended by itself.

        Parameters
        ----------
        dashboard
            One of :data:`DASHBOARDS`.

        Raises
        ------
        SfgError
            When it does not start.
        """
        with self._lock:
            if self.given_up:
                raise SfgError("The publication has been replaced meanwhile.")
            there = self._voilas.get(dashboard)
            if there is None or there.server.process.poll() is not None:
                if there is not None:
                    there.server.stop()
                there = start_voila(
                    self.folder / "publication",
                    dashboard=dashboard,
                    base=f"{self.base}live/{dashboard}/",
                    ready=self._limits.ready,
                    wanted=lambda: not self.given_up,
                )
                self._voilas[dashboard] = there
            return there

    def runs(self, dashboard: str) -> bool:
        """Whether the server of a live part has been started."""
        return dashboard in self._voilas

    def running(self, dashboard: str) -> Voila | None:
        """Give the server of a live part if it runs, without waiting for one that is being started."""
        there = self._voilas.get(dashboard)
        return there if there is not None and there.server.process.poll() is None else None

    def voilas(self) -> list[Voila]:
        """Name the servers that have been started."""
        with self._lock:
            return list(self._voilas.values())

    def give_up(self) -> None:
        """Start no server any longer, and wait for none that is being started."""
        self.given_up = True

    def close(self) -> None:
        """End its servers and remove its files; none is started after it."""
        self.give_up()
        for one in self.voilas():
            one.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _require_made_for(self, expected: str | None) -> None:
        if expected not in (None, self.made_for):
            raise AccessProblem(
                f"'{self.audience.publication.name}' was made for others.",
                expected=f"a publication for '{expected}'",
                got=f"one for '{self.made_for[:40]}'",
            )

    def _copy(self) -> Publication:
        """Copy the publication and verify the copy; again when it was being replaced meanwhile."""
        to = self.folder / "publication"
        for turn in range(_TURNS):
            shutil.rmtree(to, ignore_errors=True)
            try:
                folder = read_publication(self.audience.publication).folder
                shutil.copytree(folder, to, copy_function=shutil.copyfile)
                return read_publication(to)
            except (OSError, PublicationProblem) as fault:
                if turn == _TURNS - 1:
                    raise PublicationProblem(
                        f"'{self.audience.publication.name}' cannot be copied whole.", got=str(fault)[:200]
                    ) from fault
        raise AssertionError("the last turn returns or raises")


def stamp(publication: Path) -> tuple[int, int]:
    """Give what changes when a publication is replaced, without reading it."""
    try:
        told = (publication / "manifest.json").stat()
    except OSError:
        return (0, 0)
    return (told.st_mtime_ns, told.st_ino)
