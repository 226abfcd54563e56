"""The pages of reference: every command, error, contract, measure and policy, as the code has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import typer.main

from sfg_analytics import errors
from sfg_analytics.__main__ import app
from sfg_analytics.contract import Column, Contract
from sfg_analytics.disclosure import POLICIES, policies_page
from sfg_analytics.measures import CATALOGUE, measure_page

COMMANDS: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
ERRORS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SfgError)
]
SENSITIVE = ("direct identifier", "free text", "special category")


def cell(text: str) -> str:
    """Put a text into one cell of a table."""
    return " ".join(text.replace("|", "\\|").split())


def commands_page() -> str:
    lines: list[str] = []
    for name, command in COMMANDS.items():
        lines += _command(f"sfg {name}", command)
    return "\n".join(lines)


def _command(name: str, command: Any) -> Iterator[str]:
    yield from (f"### `{name}`", "", *(line.strip() for line in (command.help or "").splitlines()), "")
    for inner, further in getattr(command, "commands", {}).items():
        yield from _command(f"{name} {inner}", further)
    options = [one for one in command.params if one.name != "help" and not one.hidden]
    if options:
        yield from ("| Argument | What it is |", "|---|---|")
        yield from (f"| {_option(one)} | {cell(one.help or '')} |" for one in options)
        yield ""


def _option(one: Any) -> str:
    if not any(opt.startswith("-") for opt in one.opts):
        return f"`{one.name.upper()}`{' (may be left out)' if not one.required else ''}"
    return ", ".join(f"`{opt}`" for opt in (*one.opts, *one.secondary_opts))


def errors_page() -> str:
    lines = ["| Error | Exit status | Meaning |", "|---|---|---|"]
    lines += [
        f"| `{kind.__name__}` | {kind.exit_code} | {cell((kind.__doc__ or '').strip().split(chr(10) * 2)[0])} |"
        for kind in ERRORS
    ]
    return "\n".join(lines)


def contracts_page(contracts: Mapping[str, Contract]) -> str:
    return "\n\n".join("\n".join(_contract(contract)) for contract in contracts.values())


def _contract(contract: Contract) -> Iterator[str]:
    overlap = "replaces its months whole" if contract.overlap == "replace" else "is merged row by row"
    yield from (
        f"### `{contract.id}` {contract.version}: {contract.name}",
        "",
        cell(contract.description),
        "",
    )
    yield f"A row is named by {', '.join(f'`{name}`' for name in contract.key)}. A later file {overlap}."
    yield from (
        "",
        "| Column | Also read as | Kind | Must be filled | Sensitivity | Codes |",
        "|---|---|---|---|---|---|",
    )
    for column in contract.columns:
        also = ", ".join(dict.fromkeys((column.title, *column.synonyms[:3])))
        yield (
            f"| `{column.name}` | {cell(also)} | {column.kind} | {'yes' if column.required else ''} "
            f"| {column.classification} | {_codes(column)} |"
        )
    promises = [*contract.promises, *(reference.promise for reference in contract.references)]
    yield from ("", "Promises:", "")
    yield from (f"- `{one.id}`: {cell(one.description)}" for one in promises)


def _codes(column: Column) -> str:
    if not column.codes:
        return ""
    return f"{len(column.codes)} ({column.code_list_status or 'confirmed'})"


def sensitive_page(contracts: Mapping[str, Contract]) -> str:
    """What is special, identifying or free text, and what becomes of it."""
    lines = ["| Contract | Column | Sensitivity | What becomes of it |", "|---|---|---|---|"]
    lines += [
        f"| `{contract.id}` | `{column.name}` | {column.classification} | {_becomes(column)} |"
        for contract in contracts.values()
        for column in contract.columns
        if column.classification in SENSITIVE
    ]
    return "\n".join(lines)


def _becomes(column: Column) -> str:
    if column.pseudonym_scope is not None and column.stored:
        within = (
            "the organisation" if column.pseudonym_scope == "organisation" else "all organisations of one key"
        )
        return f"a keyed pseudonym, the same within {within}"
    return "kept; the log of changes tells the rule alone" if column.stored else "never kept"


def measures_page() -> str:
    return "\n\n".join(f"##{measure_page(measure)}" for measure in CATALOGUE.values())


def policies_in_full() -> str:
    sources = [f"- `{policy.id}`: {policy.source}" for policy in POLICIES.values()]
    return "\n".join([policies_page(), "", *sources])
