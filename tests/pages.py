"""The parts of the README that are made from the code: the catalogue of measures, the twenty questions, the policies.

python -m tests.pages        # writes them anew; `make pages`
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sfg_analytics.disclosure import policies_page
from sfg_analytics.measures import catalogue_page, questions_page

README = Path(__file__).parents[1] / "README.md"
PARTS: dict[str, Callable[[], str]] = {
    "catalogue": catalogue_page,
    "questions": questions_page,
    "policies": policies_page,
}


def with_pages(text: str) -> str:
    """Put each part between its marks."""
    for name, page in PARTS.items():
        first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
        before, rest = text.split(first)
        text = "\n\n".join([before + first, page(), last + rest.split(last)[1]])
    return text


if __name__ == "__main__":
    README.write_text(with_pages(README.read_text("utf-8")), "utf-8", newline="\n")
