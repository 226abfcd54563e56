"""The mapping assistant: an unknown export's headings beside the contract's columns, chosen with selectors.

The model holds a proposal of :mod:`sfg_analytics.mapping` and knows no widget. The view has a selector for each heading that
the contract does not know and for each code it cannot read, all reachable with the keyboard alone; a change of one brings
the others in step, and the button writes what is on the page to the folder of one's own contracts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
import traitlets

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import SfgError
from sfg_analytics.mapping import Match, Proposal, UnknownCode, labels_of, propose, refusal, write_overlay

LEAVE_OUT, UNKNOWN = "Leave it out", "Unknown: its rows are rejected"
_NOTHING = ""  # what a selector holds where nothing is chosen; None would mean that it has no choice
_WIDE = {"description_width": "18rem"}


class MappingModel(traitlets.HasTraits):
    """What the analyst has chosen of an export, and where it is written.

    Parameters
    ----------
    path
        The export.
    to
        The folder of one's own contracts.
    contract
        The id of the contract it answers; the nearest when left out.
    """

    proposal = traitlets.Instance(Proposal)
    said = traitlets.Unicode()
    written = traitlets.Instance(Path, allow_none=True)

    def __init__(self, path: Path, to: Path, contract: str | None = None) -> None:
        pages = load_contracts(to if to.is_dir() and any(to.glob("*.yaml")) else None)
        super().__init__(proposal=propose(path, contract, contracts=pages))
        self.path, self.to = path, to
        self._first = self.proposal
        self._shown: dict[str, str | None] = {}
        self._meant: dict[tuple[str, str], str | None] = {}

    def show(self, heading: str, column: str | None) -> None:
        """Let a heading show a column, or none.

        Who chooses with the arrow keys passes other columns on the way. What another heading loses by that it gets back
        when the choice moves on.

        Raises
        ------
        SfgError
            As :meth:`sfg_analytics.mapping.Proposal.with_choice`; nothing has changed then.
        """
        self.proposal.with_choice(heading, column)
        self._shown.pop(heading, None)  # the latest choice counts
        self._shown[heading] = column
        self._choose_again()

    def mean(self, column: str, written: str, code: str | None) -> None:
        """Let a spelling of a column's mean a code, or nothing known.

        Raises
        ------
        SfgError
            As :meth:`sfg_analytics.mapping.Proposal.with_code`; nothing has changed then.
        """
        self.proposal.with_code(column, written, code)
        self._meant[column, written] = code
        self._choose_again()

    def write(self) -> None:
        """Write all that the page shows, and say whether the export is recognised from now on.

        Raises
        ------
        SfgError
            When it cannot be written.
        """
        agreed = self.proposal.agreed()
        overlay = agreed.overlay()
        if not overlay.empty:
            self.written = write_overlay(overlay, self.to)
        why = refusal(self.path, load_contracts(self.to if self.written else None), overlay.contract)
        self.proposal = agreed
        place = f"Written: {self.written}. " if self.written else "Nothing new to write. "
        self.said = place + (why or f"The export is recognised as {overlay.contract}.")

    def _choose_again(self) -> None:
        """Make all choices anew, in the order in which they were made."""
        proposal = self._first
        for heading, column in self._shown.items():
            proposal = proposal.with_choice(heading, column)
        for (column, written), code in self._meant.items():
            with suppress(SfgError):  # the column is another heading's now, which does not write it so
                proposal = proposal.with_code(column, written, code)
        self.proposal, self.said = proposal, ""


class MappingView(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Selectors over a model, kept in step with it."""

    def __init__(self, model: MappingModel) -> None:
        self.model = model
        self._following = False
        contract = model.proposal.contract
        self._columns = [(f"{column.title} ({column.name})", column.name) for column in contract.columns]
        self.head, self.state = ipywidgets.HTML(), ipywidgets.HTML()
        self.selectors = {m.heading: self._selector(m) for m in model.proposal.matches if not m.known}
        self.beside = {heading: ipywidgets.HTML() for heading in self.selectors}
        self.codes = ipywidgets.VBox()
        self._coded: tuple[tuple[str, str], ...] | None = None
        self.button = ipywidgets.Button(
            description=f"Write {model.to.name}/{contract.id}.yaml",
            button_style="primary",
            layout=ipywidgets.Layout(width="auto", align_self="flex-start", margin="1rem 0"),
        )
        self.button.on_click(lambda _: self._act(self.model.write))
        rows = [
            ipywidgets.HBox([selector, self.beside[heading]], layout=ipywidgets.Layout(flex_flow="row wrap"))
            for heading, selector in self.selectors.items()
        ]
        super().__init__([self.head, *rows, self.codes, self.button, self.state])
        self.follow()
        model.observe(lambda _: self.follow(), ["proposal", "said"])

    def follow(self) -> None:
        """Bring every widget in step with the model."""
        proposal = self.model.proposal
        self._following = True
        try:
            for match in proposal.matches:
                if match.heading in self.selectors:
                    self.selectors[match.heading].value = match.column or _NOTHING
                    self.beside[match.heading].value = _beside(match)
            self._follow_codes(proposal)
        finally:
            self._following = False
        self.head.value = _head(proposal)
        self.state.value = _state(proposal, self.model.said)

    def _follow_codes(self, proposal: Proposal) -> None:
        """Make the selectors of codes anew only where others are asked, so that the focus stays where it is."""
        asked = [(match, code) for match in proposal.matches if match.column for code in match.codes]
        coded = tuple((str(match.column), code.written) for match, code in asked)
        if coded != self._coded:
            self._coded = coded
            title = [ipywidgets.HTML("<h4>Codes the contract does not know</h4>")] if asked else []
            self.codes.children = (*title, *(self._code_selector(match, code) for match, code in asked))
        for selector, (_, code) in zip(self.codes.children[1:], asked, strict=True):
            selector.value = code.becomes or _NOTHING

    def _selector(self, match: Match) -> ipywidgets.Dropdown:
        score = {candidate.column: candidate.score for candidate in match.candidates}
        ranked = sorted(self._columns, key=lambda pair: -score.get(pair[1], 0.0))
        offered = [
            (f"{title} – {score[name]:.2f}" if name in score else title, name) for title, name in ranked
        ]
        selector = ipywidgets.Dropdown(
            options=[*offered, (LEAVE_OUT, _NOTHING)],
            value=match.column or _NOTHING,
            description=match.heading,
            style=_WIDE,
            layout=ipywidgets.Layout(width="40rem", max_width="100%"),
        )
        selector.observe(
            self._chosen(lambda value: self.model.show(match.heading, value)),
            "value",
        )
        return selector

    def _code_selector(self, match: Match, code: UnknownCode) -> ipywidgets.Dropdown:
        column = self.model.proposal.contract.by_name[str(match.column)]
        labels = labels_of(column)
        offered = [(labels[value], value) for value, _ in code.candidates]
        selector = ipywidgets.Dropdown(
            options=[*offered, (UNKNOWN, _NOTHING)],
            value=code.becomes or _NOTHING,
            description=f"{match.heading}: {code.shown} ({code.rows:,})",
            style=_WIDE,
            layout=ipywidgets.Layout(width="40rem", max_width="100%"),
        )
        selector.observe(
            self._chosen(lambda value: self.model.mean(column.name, code.written, value)),
            "value",
        )
        return selector

    def _chosen(self, choose: Callable[[str | None], None]) -> Callable[[Mapping[str, Any]], None]:
        def follow(change: Mapping[str, Any]) -> None:
            if not self._following:
                self._act(lambda: choose(change["new"] or None))
                self.follow()  # a choice that was refused goes back to what holds

        return follow

    def _act(self, act: Callable[[], None]) -> None:
        try:
            act()
        except SfgError as fault:
            self.model.said = str(fault)


def map_export(path: Path | str, to: Path | str = "my_contracts", contract: str | None = None) -> MappingView:
    """Open the mapping assistant on an export.

    Parameters
    ----------
    path
        The export.
    to
        The folder of one's own contracts, where the answers are kept.
    contract
        The id of the contract it answers; the nearest when left out.

    Returns
    -------
    MappingView
        Its ``model.proposal`` is what has been chosen.

    Raises
    ------
    NoSuchPath, UnreadableExport, UnrecognisedExport
        When the export cannot be read, or has no headings.
    """
    return MappingView(MappingModel(Path(path), Path(to), contract))


def _head(proposal: Proposal) -> str:
    known = [f"{match.heading} ({match.column or 'not read'})" for match in proposal.matches if match.known]
    also = f"<p>Known already: {escape(', '.join(known))}.</p>" if known else ""
    sheet = f", sheet ‘{proposal.sheet}’" if proposal.sheet else ""
    title = f"‘{proposal.file}’{sheet}, read as {proposal.contract.name.lower()}"
    return (
        f"<h3>{escape(title)}</h3><p>Choose what each heading shows. Values are masked: "
        f"letters are A and a, digits 9.</p>{also}"
    )


def _beside(match: Match) -> str:
    why = next((c.why for c in match.candidates if c.column == match.column), "")
    sure = "chosen" if match.chosen else "sure" if match.sure else "not sure: please look"
    examples = "  ".join(f"<code>{escape(text)}</code>" for text in match.examples)
    return f"<span>{examples} · {escape('; '.join(filter(None, [sure, why])))}</span>"


def _state(proposal: Proposal, said: str) -> str:
    parts = [said] if said else []
    if proposal.missing:
        names = ", ".join(f"‘{column.title}’" for column in proposal.missing)
        parts.append(f"Still needed, and shown by no heading: {names}.")
    if proposal.stated:
        names = " and ".join(f"--{column.name}" for column in proposal.stated)
        parts.append(f"Nothing in the file tells it: state {names} when submitting.")
    if proposal.left_out:
        parts.append(f"Left out: {', '.join(proposal.left_out)}.")
    lines = "".join(f"<p>{escape(part)}</p>" for part in parts)
    return f'<div class="sfg-mapped" role="status" aria-live="polite">{lines}</div>'
