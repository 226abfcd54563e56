"""Data quality as measures, and what serves calibration: for those who look after the record."""

from __future__ import annotations

from sfg_analytics.measures.measure import LOOK_BACK_MONTHS, Measure
from sfg_analytics.measures.rows.people import DECLARABLE
from sfg_analytics.measures.rows.recorded import FIELDS, RECORDED_DAYS

_RULE = "The counting rule is ours."

MEASURES = (
    Measure(
        id="declared",
        title="Characteristics that are recorded",
        question="Of how many of our people do we know what an equality figure needs?",
        rows="people",
        numerator="those of whom it is recorded: neither blank, nor declined, nor never asked",
        denominator="staff in post at the end of the month",
        statement="have '{outcome}'",
        unit="share of staff in post",
        improvement="up",
        caveat="Declining to say is everybody's right. It stands beside every equality figure because unknown is a group too.",
        source=_RULE,
        steps=tuple(f"{name}_declared" for name in DECLARABLE),
        breakdowns=(("staff_group",), ("band_cluster",)),
    ),
    Measure(
        id="recorded_completely",
        title="Conversations recorded completely",
        question="Is the record good enough to rely on?",
        rows="conversations",
        numerator="those with every field filled",
        denominator=(
            "conversations held in the month, with a placement now and a placement sought, at organisations whose record "
            "has every field"
        ),
        statement="are recorded completely",
        unit="share of conversations with placements",
        improvement="up",
        caveat=(
            "Not available where an organisation never fills a field, mostly because its export does not have it: 0 would "
            "tell of the export and not of the recording. The recording of each field shows which one it is."
        ),
        source=_RULE,
        among=("placed", "every_field_sent"),
        having=("recorded_completely",),
        breakdowns=(("run_as",), ("staff_group",), ("directorate",)),
    ),
    Measure(
        id="fields_recorded",
        title="Fields that are recorded",
        question="Which fields of the record are left blank?",
        rows="conversations",
        numerator="those with this field filled",
        denominator="conversations held in the month, with a placement now and a placement sought",
        statement="have '{outcome}'",
        unit="share of conversations with placements",
        improvement="up",
        caveat=(
            "'Unknown' as the way it was run, or as who facilitated, counts as blank. A field that an organisation's "
            "export does not have is blank in all its rows."
        ),
        source=_RULE,
        among=("placed",),
        steps=tuple(f"{name}_filled" for name in FIELDS),
        breakdowns=(("run_as",), ("directorate",)),
    ),
    Measure(
        id="recorded_in_time",
        title="Days from conversation to recording",
        question="How soon is a conversation recorded?",
        rows="conversations",
        numerator="those recorded within so many days",
        denominator="conversations held in the month whose day of recording is known",
        statement="are '{outcome}'",
        unit="share of conversations held",
        improvement="up",
        caveat="Conversations of the latest months that are not recorded yet cannot be counted, which flatters those months.",
        source=_RULE,
        among=("held", "recorded_date_filled"),
        steps=tuple(f"recorded_within_{limit}" for limit in RECORDED_DAYS),
        breakdowns=(("run_as",), ("staff_group",), ("directorate",)),
    ),
    Measure(
        id="rejected_rows",
        title="Rows that could not be used",
        question="Can I trust this export?",
        rows="submissions",
        numerator="rows rejected, each with its reason",
        denominator="rows read of the files whose last month this is",
        statement="were rejected",
        unit="share of rows read",
        improvement="down",
        caveat="Every submission counts, those that were kept out and those replaced later included.",
        source="The store's ledger.",
        sums=("rows_rejected", "rows_read"),
        breakdowns=(("contract",),),
        audience="analyst",
    ),
    Measure(
        id="team_placement",
        title="Placements between teams, for calibration",
        question="Are managers and teams consistent?",
        rows="placed",
        numerator="those whose latest placement is this one",
        denominator="staff in post with a current placement recorded in the last 12 months, this month included",
        statement="have '{outcome}' as their current placement",
        unit="share of staff with a placement",
        improvement=None,
        caveat=(
            "For calibration by the analyst, with a funnel that allows for overdispersion. It is never published, and it is "
            "no table of people: a team's mix says nothing of its manager's worth."
        ),
        source=_RULE,
        among=("current_known",),
        outcome="current_placement",
        breakdowns=(("directorate",), ("facilitator",), ("facilitator_team",)),
        looks_back=LOOK_BACK_MONTHS,
        audience="analyst",
    ),
)
