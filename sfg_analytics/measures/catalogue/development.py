"""Development: what is agreed, started and delivered; and what follows, described and no more."""

from __future__ import annotations

from sfg_analytics.measures.catalogue.pipeline import BY_CHARACTERISTIC, FRAMEWORK, LINKED
from sfg_analytics.measures.measure import Measure

_UNSEEN = "Actions agreed too recently for the answer to be known are left out, not counted as failures."
_ASSOCIATION = (
    "It describes what followed and does not show what caused it: people who have a conversation differ from people who "
    "have none. Compare like with like (age, band, staff group). Counted in the later month; successive months share "
    "most of their people."
)
_BY_FOLLOWED = (
    ("conversed",),
    *BY_CHARACTERISTIC,
    ("conversed", "age_band"),
    ("conversed", "band_cluster"),
    ("conversed", "staff_group"),
)


def _followed(months: int) -> tuple[Measure, ...]:
    return (
        Measure(
            id=f"retained_{months}",
            title=f"Staff still in post after {months} months",
            question="Does it help keep people?",
            rows=f"followed_{months}",
            numerator="those still in post at the same organisation",
            denominator=f"eligible staff in post {months} months before",
            statement=f"are still in post after {months} months",
            unit="share of eligible staff",
            improvement="up",
            caveat=_ASSOCIATION,
            source="The counting rule is ours.",
            among=("eligible",),
            having=("retained",),
            breakdowns=_BY_FOLLOWED,
        ),
        Measure(
            id=f"moved_band_{months}",
            title=f"Staff at another band after {months} months",
            question="Do conversations lead anywhere?",
            rows=f"followed_{months}",
            numerator="those now at another band",
            denominator=f"eligible staff in post {months} months before and still, at bands of the pay scale both times",
            statement=f"are at another band after {months} months",
            unit="share of eligible staff who stayed",
            improvement=None,
            caveat=_ASSOCIATION + " Staying at a band may be just what was sought.",
            source="The counting rule is ours.",
            among=("eligible", "retained", "band_known_twice"),
            having=("moved_band",),
            breakdowns=_BY_FOLLOWED,
        ),
        Measure(
            id=f"moved_organisation_{months}",
            title=f"Staff at another organisation of the system after {months} months",
            question="Do people who leave us stay within the system?",
            rows=f"followed_{months}",
            numerator="those no longer in post here, and in post at another organisation that sends its staff list",
            denominator=f"eligible staff in post {months} months before whose national identifier is recorded",
            statement=f"are at another organisation of the system after {months} months",
            unit="share of eligible staff",
            improvement=None,
            caveat=_ASSOCIATION
            + " Only organisations whose lists are held together, under one key, can be seen.",
            source="The counting rule is ours.",
            among=("eligible", "known_nationally"),
            having=("moved_organisation",),
            breakdowns=_BY_FOLLOWED,
        ),
    )


MEASURES = (
    Measure(
        id="action_agreed",
        title="Conversations with an action agreed",
        question="Does everybody leave the conversation with something agreed?",
        rows="conversations",
        numerator="those with at least one development action agreed",
        denominator="conversations held in the month, at organisations that send their development actions",
        statement="left the conversation with at least one action agreed",
        unit="share of conversations held",
        improvement="up",
        caveat=f"Actions that were agreed and not recorded are not counted. {LINKED}",
        source=FRAMEWORK,
        among=("held", "actions_sent"),
        having=("action_agreed",),
        breakdowns=(*BY_CHARACTERISTIC, ("sought_placement",), ("run_as",)),
    ),
    Measure(
        id="started_90_days",
        title="Actions started within 90 days",
        question="Does what is agreed get going?",
        rows="actions",
        numerator="those started within 90 days of being agreed",
        denominator="actions agreed in the month, at least 90 days before the last day known of them",
        statement="had their action started within 90 days",
        unit="share of actions agreed",
        improvement="up",
        caveat=_UNSEEN,
        source="The counting rule is ours.",
        among=("seen_90_days",),
        having=("started_soon",),
        breakdowns=(*BY_CHARACTERISTIC, ("kind",), ("sought_placement",)),
    ),
    Measure(
        id="completed_12_months",
        title="Actions completed within 12 months",
        question="Does what is agreed get done?",
        rows="actions",
        numerator="those completed within 12 months of being agreed",
        denominator="actions agreed in the month, at least 12 months before the last day known of them",
        statement="had their action completed within 12 months",
        unit="share of actions agreed",
        improvement="up",
        caveat=_UNSEEN,
        source="The counting rule is ours.",
        among=("seen_12_months",),
        having=("completed_in_time",),
        breakdowns=(*BY_CHARACTERISTIC, ("kind",), ("sought_placement",)),
    ),
    Measure(
        id="kinds",
        title="Kinds of development agreed",
        question="Which development is in demand?",
        rows="actions",
        numerator="those of this kind",
        denominator="actions agreed in the month",
        statement="are '{outcome}'",
        unit="share of actions agreed",
        improvement=None,
        caveat="The kinds are the contract's; an organisation may name others.",
        source="Scope for Growth, development initiatives; the list is a local default.",
        outcome="kind",
        breakdowns=(("sought_placement",), ("current_placement",), *BY_CHARACTERISTIC),
    ),
    Measure(
        id="delivered",
        title="Development delivered of what was agreed",
        question="Which development is agreed and not delivered?",
        rows="actions",
        numerator="those recorded as completed",
        denominator="actions agreed in the month, at least 12 months before the last day known of them",
        statement="were delivered",
        unit="share of actions agreed",
        improvement="up",
        caveat=_UNSEEN + " Those withdrawn count as not delivered.",
        source="The counting rule is ours.",
        among=("seen_12_months",),
        having=("delivered",),
        breakdowns=(("kind",), ("sought_placement",), ("kind", "sought_placement")),
    ),
    *_followed(12),
    *_followed(24),
)
