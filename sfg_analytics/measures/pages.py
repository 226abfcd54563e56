"""Pages: the catalogue, one measure, and the twenty questions, as Markdown for a README, a notebook or a terminal."""

from __future__ import annotations

from sfg_analytics.measures.catalogue import CATALOGUE
from sfg_analytics.measures.dimensions import DIMENSIONS
from sfg_analytics.measures.measure import Measure
from sfg_analytics.measures.questions import QUESTIONS
from sfg_analytics.measures.rows import ROWS

_DIRECTIONS = {"up": "higher is better", "down": "lower is better", None: "neither direction is better"}


def catalogue_page() -> str:
    """Give the catalogue as a table: id, question, unit. :func:`measure_page` has the whole of a definition.

    Examples
    --------
    >>> catalogue_page().splitlines()[2].split(" | ")[0]
    '| `coverage`'
    """
    lines = ["| Measure | Question | Unit |", "|---|---|---|"]
    lines += [f"| `{measure.id}` | {measure.question} | {measure.unit} |" for measure in CATALOGUE.values()]
    return "\n".join(lines)


def questions_page() -> str:
    """Give the twenty questions as a table: question, measures, functions, the notebook's cell, the test."""
    lines = [
        "| | Question | Measures | Made of the counts by | Notebook cell | Test |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {question.number} | {question.text} ({question.asked_by}) | {_listed(question.measures) or '–'} "
        f"| {_listed(question.functions)} | `question-{question.number}` | `{question.test}` |"
        for question in QUESTIONS
    ]
    return "\n".join(lines)


def measure_page(measure: Measure) -> str:
    """Give one measure's definition: everything an analyst, a board and an auditor may ask of it.

    Examples
    --------
    >>> from sfg_analytics.measures import CATALOGUE
    >>> print(measure_page(CATALOGUE["eligible"]).splitlines()[0])
    # Staff due a career conversation (`eligible`)
    """
    kind = ROWS[measure.rows]
    read = dict.fromkeys(name for name in measure.reads if name in kind.facts)
    breakdowns = [
        " with ".join(DIMENSIONS[name].title.lower() for name in names) for names in measure.breakdowns
    ]
    lines = [
        f"# {measure.title} (`{measure.id}`)",
        "",
        f"*{measure.question}*",
        "",
        f"- **Counted**: {measure.numerator}",
        f"- **Out of**: {measure.denominator}",
        f"- **One row is** {kind.title}",
        f"- **Unit**: {measure.unit}; {_DIRECTIONS[measure.improvement]}",
        *(f"- **`{name}`**: {kind.facts[name]}" for name in read),
        f"- **Looked at by**: {', '.join(breakdowns)}",
        f"- **Reads**: {_listed(measure.tables)}"
        + (f", {measure.looks_back} months of conversations" if measure.looks_back else ""),
        f"- **To bear in mind**: {measure.caveat}",
        f"- **Source**: {measure.source}",
    ]
    if measure.audience == "analyst":
        lines.append("- **For the analyst only**: never published")
    return "\n".join(lines)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
