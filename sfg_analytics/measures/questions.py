"""Twenty questions that people bring, and which measures and functions answer each.

The list is the product's promise: nobody should have to guess which of forty measures speaks to their question, or which
statistic is the honest one for it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question, and what answers it.

    Parameters
    ----------
    number
        Its place in the list; the notebook's cell of the answer is called ``question-<number>``.
    asked_by
        Who usually asks.
    text
        The question, in their words.
    measures
        Ids of the catalogue, or none where the answer is no measure.
    functions
        What makes the answer of the counts, as names of the library or commands.
    test
        The file of the test that the answer is right.
    """

    number: int
    asked_by: str
    text: str
    measures: tuple[str, ...]
    functions: tuple[str, ...]
    test: str


BOARD, TALENT, ANALYST = "board", "talent lead", "analyst"
EQUALITY, SYSTEM, GOVERNANCE = "equality lead", "system (ICS)", "information governance"
_PIPELINE, _SUPPLY, _PLACEMENTS, _DEVELOPMENT, _FOLLOWED, _QUALITY = (
    f"tests/measures/examples/test_{part}.py"
    for part in ("pipeline", "supply", "placements", "development", "followed", "quality")
)
_COMPARE, _BENCHMARK = "tests/statistics/test_groups.py", "tests/statistics/test_benchmarking.py"

QUESTIONS = (
    Question(
        1,
        BOARD,
        "Are people actually having the conversation?",
        ("coverage", "eligible"),
        ("count", "estimate"),
        "tests/measures/test_coverage.py",
    ),
    Question(
        2,
        TALENT,
        "Is it getting better, or is that just noise?",
        ("held_of_due",),
        ("p_chart", "xmr_summary"),
        _PIPELINE,
    ),
    Question(
        3, TALENT, "Where are the gaps?", ("coverage", "placement_visible"), ("estimate", "funnel"), _PIPELINE
    ),
    Question(
        4,
        ANALYST,
        "Can I trust this export?",
        ("rejected_rows", "fields_recorded"),
        ("sfg check", "sfg status"),
        _QUALITY,
    ),
    Question(5, TALENT, "What do our people want?", ("sought_placement",), ("estimate",), _PLACEMENTS),
    Question(
        6,
        TALENT,
        "How much movement is sought?",
        ("seeking_change", "content_to_stay", "sought_placement", "placement_now"),
        ("count", "estimate"),
        _PLACEMENTS,
    ),
    Question(
        7,
        BOARD,
        "How deep is our pipeline for each band, and for critical posts?",
        ("readiness_supply", "successor_ready", "two_successors_ready"),
        ("estimate",),
        _SUPPLY,
    ),
    Question(
        8,
        BOARD,
        "Is the pipeline as diverse as the staff it is drawn from?",
        ("pipeline", "in_pool"),
        ("parity",),
        "tests/statistics/test_parity.py",
    ),
    Question(9, EQUALITY, "Does everybody get the conversation?", ("coverage",), ("compare",), _COMPARE),
    Question(
        10,
        EQUALITY,
        "Do placements differ between groups, like for like?",
        ("sought_placement",),
        ("compare",),
        _COMPARE,
    ),
    Question(
        11,
        EQUALITY,
        "Does everybody get the same support afterwards?",
        ("action_agreed", "started_90_days", "completed_12_months"),
        ("compare",),
        _DEVELOPMENT,
    ),
    Question(
        12,
        TALENT,
        "Which development is in demand, and which falls short?",
        ("kinds", "delivered"),
        ("estimate",),
        _DEVELOPMENT,
    ),
    Question(
        13,
        TALENT,
        "Do conversations lead anywhere?",
        ("moved_band_12", "moved_organisation_12", "moved_band_24", "moved_organisation_24"),
        ("compare",),
        _FOLLOWED,
    ),
    Question(14, BOARD, "Does it help keep people?", ("retained_12", "retained_24"), ("compare",), _FOLLOWED),
    Question(
        15, TALENT, "Are managers and teams consistent?", ("team_placement",), ("funnel", "shrink"), _QUALITY
    ),
    Question(
        16,
        SYSTEM,
        "How do our organisations compare, fairly?",
        ("coverage", "ways"),
        ("benchmark",),
        _BENCHMARK,
    ),
    Question(
        17,
        SYSTEM,
        "Where can organisations share talent and opportunities?",
        ("shared_supply", "willing_to_share"),
        ("estimate",),
        _SUPPLY,
    ),
    Question(
        18,
        ANALYST,
        "Has the quality of recording changed?",
        ("recorded_completely", "recorded_in_time", "declared"),
        ("p_chart",),
        _QUALITY,
    ),
    Question(
        19,
        BOARD,
        "Do staff agree that it is fair?",
        ("survey_q15", "survey_q23a", "survey_q24b", "survey_pp5_1", "survey_pp5_2"),
        ("benchmark",),
        "tests/test_real_files.py",
    ),
    Question(
        20,
        GOVERNANCE,
        "What may we publish?",
        (),
        ("protect", "sfg publish"),
        "tests/disclosure/test_protection.py",
    ),
)
