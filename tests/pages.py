"""The parts of the manual that are made from the code: tables of the README, and cells of notebooks.

python -m tests.pages        # writes them anew; `make pages`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sfg_analytics.assumptions import (
    assumptions_page,
    caveats_page,
    code_lists_page,
    ratings_page,
    thresholds_page,
)
from sfg_analytics.contract import load_contracts
from sfg_analytics.disclosure import policies_page
from sfg_analytics.measures import catalogue_page, questions_page
from tests.reference import (
    commands_page,
    contracts_page,
    errors_page,
    measures_page,
    policies_in_full,
    sensitive_page,
)

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
ASSUMED = ROOT / "notebooks" / "12_assumptions_and_caveats.ipynb"
PROTECTED = ROOT / "notebooks" / "13_data_protection.ipynb"
REFERENCE = ROOT / "notebooks" / "14_reference.ipynb"

CONTRACTS = load_contracts()


def notebooks_page() -> str:
    """The notebooks, each with the question it opens with."""
    lines = ["| Notebook | Question |", "|---|---|"]
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        title = "".join(json.loads(path.read_text("utf-8"))["cells"][0]["source"]).splitlines()[0]
        lines.append(f"| `{path.stem}` | {title.removeprefix('# ')} |")
    return "\n".join(lines)


PARTS: dict[str, Callable[[], str]] = {
    "notebooks": notebooks_page,
    "catalogue": catalogue_page,
    "questions": questions_page,
    "policies": policies_page,
}
CELLS: Mapping[Path, Mapping[str, tuple[str, Callable[[], str]]]] = {
    ASSUMED: {
        "ratings": ("How to read it", ratings_page),
        "assumptions": ("The log", assumptions_page),
        "caveats": ("What to bear in mind of each measure", caveats_page),
        "code-lists": ("Lists of codes that nobody confirms", partial(code_lists_page, CONTRACTS)),
        "thresholds": ("Thresholds", partial(thresholds_page, CONTRACTS)),
    },
    PROTECTED: {"fields": ("What is sensitive, and what becomes of it", partial(sensitive_page, CONTRACTS))},
    REFERENCE: {
        "commands": ("Commands", commands_page),
        "errors": ("Errors", errors_page),
        "contracts": ("Contracts", partial(contracts_page, CONTRACTS)),
        "policies": ("Policies of disclosure control", policies_in_full),
        "measures": ("Measures", measures_page),
    },
}
"""Of each notebook the cells that are made, by their ids: heading, and what makes the rest."""


def with_pages(text: str) -> str:
    """Put each part between its marks."""
    for name, page in PARTS.items():
        first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
        before, rest = text.split(first)
        text = "\n\n".join([before + first, page(), last + rest.split(last)[1]])
    return text


def with_cells(notebook: dict[str, Any], made: Mapping[str, tuple[str, Callable[[], str]]]) -> str:
    """Put each made text into its cell, and write the notebook as Jupyter does."""
    by_id = {cell["id"]: cell for cell in notebook["cells"]}
    for name, (heading, page) in made.items():
        by_id[name]["source"] = f"## {heading}\n\n{page()}"
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    README.write_text(with_pages(README.read_text("utf-8")), "utf-8", newline="\n")
    for path, made in CELLS.items():
        notebook = json.loads(path.read_text("utf-8"))
        path.write_text(with_cells(notebook, made), "utf-8", newline="\n")
