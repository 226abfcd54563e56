"""What changed in a page's columns: their names, headings, types, privacy and codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sfg_analytics.contract.compare.change import BOTH, EXPORTERS, READERS, Change, added_and_removed
from sfg_analytics.contract.nouns import Column, Contract, fold

_PLAIN = (
    (
        "pseudonym_scope",
        "pseudonym scope changed",
        (READERS,),
        "People can not be followed across the change",
    ),
    ("pseudonym_as", "pseudonyms changed", (READERS,), "It is linked to other people or posts"),
    ("blank_in_key", "blank in the key changed", (READERS,), "A blank in the key means something else"),
    ("grain", "grain changed", BOTH, "Dates are read to another length of time"),
    ("when_blank", "reading of blanks changed", (READERS,), "A blank stands for something else"),
    ("band_of", "derivation changed", (READERS,), "It is derived from other columns"),
    ("suspicion", "thresholds of suspicion changed", (), "Other things are told as unusual"),
    ("matters", "place on the scorecard changed", (), "Whether a scorecard tells its completeness"),
    ("code_list_source", "code list source changed", (), "The list is taken from elsewhere"),
    ("code_list_dated", "code list date changed", (), "The list is dated otherwise"),
    ("code_list_status", "code list status changed", (), "The list is as sure as it says"),
)


def column_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Give the changes of every column."""
    gone = [column for column in old.columns if column.name not in new.by_name]
    come = [column for column in new.columns if column.name not in old.by_name]
    renamed = dict(_renamed(gone, come))
    for column in gone:
        if column.name in renamed:
            later = new.by_name[renamed[column.name]]
            words = f"It is called '{later.name}' now."
            whom = (READERS,) if column.stored else ()
            yield Change(f"column '{column.name}'", "renamed", whom, words)
            yield from _column(column, later, new)
        else:
            whom = (READERS,) if column.stored else ()
            words = "It is not stored any more." if whom else "It was read and never stored."
            yield Change(f"column '{column.name}'", "removed", whom, words)
    for column in come:
        if column.name not in renamed.values():
            found = column.when_blank is not None or column.elsewhere or column.band_of
            whom = (EXPORTERS,) if column.required and not found else ()
            words = "Every export must hold it." if whom else "An export may leave it out."
            yield Change(f"column '{column.name}'", "added", whom, words)
    for column in old.columns:
        if column.name in new.by_name:
            yield from _column(column, new.by_name[column.name], new)


def _renamed(gone: list[Column], come: list[Column]) -> Iterator[tuple[str, str]]:
    """Pair each column that went with one that came under a heading it had."""
    left = list(come)
    for column in gone:
        for later in left:
            if column.headings & later.headings and column.kind == later.kind:
                left.remove(later)
                yield column.name, later.name
                break


def _column(old: Column, new: Column, page: Contract) -> Iterator[Change]:
    what = f"column '{new.name}'"
    whom: tuple[str, ...]
    if old.kind != new.kind:
        whom = (READERS,) if (old.kind, new.kind) in {("integer", "number")} or new.kind == "string" else BOTH
        yield Change(what, "type changed", whom, f"From {old.kind} to {new.kind}.")
    if old.required != new.required:
        whom, words = (
            ((EXPORTERS,), "It may not be empty any more.")
            if new.required
            else ((READERS,), "It may be empty now.")
        )
        yield Change(what, "required" if new.required else "not required", whom, words)
    if old.classification != new.classification:
        words = f"From {old.classification} to {new.classification}."
        yield Change(what, "classification changed", (READERS,), words)
    if old.stored != new.stored:
        whom, words = ((), "It is stored now.") if new.stored else ((READERS,), "It is not stored any more.")
        yield Change(what, "stored" if new.stored else "not stored", whom, words)
    for name, kind, whom, sentence in _PLAIN:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(what, kind, whom, f"{sentence}: {_said(before)} before, {_said(after)} now.")
    if (old.title, old.description) != (new.title, new.description):
        yield Change(what, "wording changed", (), "Its title or description is worded anew.")
    yield from _headings(old, new, page)
    yield from _readings(what, old, new)
    yield from _codes(what, old, new)


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nothing"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {part}" for name, part in value.items()) or "the table's own"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in {None, ""} else "nothing"


def _headings(old: Column, new: Column, page: Contract) -> Iterator[Change]:
    before = {fold(text): text for text in (old.name, old.title, *old.synonyms)}
    after = {fold(text): text for text in (new.name, new.title, *new.synonyms)}
    what = f"synonym '{{}}' of column '{new.name}'"
    for folded in [folded for folded in before if folded not in after]:
        other = page.by_heading.get(folded)
        whom = BOTH if other else (EXPORTERS,)
        words = (
            f"The heading is read as '{other}' now."
            if other
            else "An export headed so is not understood any more."
        )
        yield Change(what.format(before[folded]), "removed", whom, words)
    for folded in [folded for folded in after if folded not in before]:
        words = "Exports headed so are understood now."
        yield Change(what.format(after[folded]), "added", (), words)


def _readings(what: str, old: Column, new: Column) -> Iterator[Change]:
    gone = {"removed": (EXPORTERS,), "added": ()}
    yield from added_and_removed(
        [(rewrite.pattern, rewrite.value) for rewrite in old.reads],
        [(rewrite.pattern, rewrite.value) for rewrite in new.reads],
        lambda kind, said: Change(what, f"reading {kind}", gone[kind], f"The rewriting {said}."),
    )
    yield from added_and_removed(
        old.elsewhere,
        new.elsewhere,
        lambda kind, said: Change(what, f"place elsewhere {kind}", gone[kind], f"The pattern {said}."),
    )
    yield from added_and_removed(
        old.blanks,
        new.blanks,
        lambda kind, said: Change(
            what, f"blank {kind}", gone[kind], f"The text '{said}' that means nothing."
        ),
    )
    if old.reads != new.reads and set(old.reads) == set(new.reads):
        words = "The first pattern that fits decides, and another may come first now."
        yield Change(what, "order of readings changed", BOTH, words)


def _codes(what: str, old: Column, new: Column) -> Iterator[Change]:
    if bool(old.codes) != bool(new.codes):
        yield (
            Change(what, "code list added", (EXPORTERS,), "Only the codes of the list may stand in it now.")
            if new.codes
            else Change(what, "code list removed", (READERS,), "Anything may stand in it now.")
        )
        return
    before, after = ({code.value: code for code in column.codes} for column in (old, new))
    for value in [value for value in before if value not in after]:
        other = new.spellings.get(fold(value))
        words = f"It is read as '{other}' now." if other else "A row that holds it is rejected."
        whom = BOTH if other else (EXPORTERS,)
        yield Change(f"code '{value}' of {what}", "removed", whom, words)
    for value, code in after.items():
        thing = f"code '{value}' of {what}"
        if value not in before:
            yield Change(thing, "added", (READERS,), "Readers meet a code that they do not know.")
            continue
        if before[value].label != code.label:
            words = f"From '{before[value].label}' to '{code.label}'."
            yield Change(thing, "label changed", (), words)
        if dict(before[value].marks) != dict(code.marks):
            yield Change(thing, "marks changed", (READERS,), "It is counted otherwise.")
    yield from _spellings(what, old, new)


def _spellings(what: str, old: Column, new: Column) -> Iterator[Change]:
    kept = {code.value for code in old.codes} & {code.value for code in new.codes}
    written = {fold(text): text for column in (new, old) for code in column.codes for text in code.spellings}
    for folded in dict.fromkeys([*old.spellings, *new.spellings]):
        before, after = old.spellings.get(folded), new.spellings.get(folded)
        thing = f"spelling '{written[folded]}' of {what}"
        if before == after or (before or after) not in kept:
            continue  # the code itself came or went, which is told already
        if after is None:
            yield Change(thing, "removed", (EXPORTERS,), f"It was read as '{before}' and is rejected now.")
        elif before is None:
            yield Change(thing, "added", (), f"It is read as '{after}' now.")
        else:
            yield Change(thing, "moved", BOTH, f"It was read as '{before}' and is read as '{after}' now.")
