"""The real public files are recognised without hints, reconciled to the row and stored."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.measures import count
from sfg_analytics.organisations import match_organisations
from sfg_analytics.read import exports_in
from sfg_analytics.statistics import benchmark, xmr
from sfg_analytics.status import disagreements
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.made import REAL

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real public files are not at {REAL}")

FILES = (
    "NSS24_detailed_organisational_results.xlsx",
    "nhs_turnover_benchmarking_staffgroup_org_2025-11.csv",
    "ods_org_ics_region_benchmark_2025-11.csv",
    "sickness_monthly",
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory):
    store = Store(tmp_path_factory.mktemp("real") / "store")
    contracts = load_contracts()
    outcomes = {}
    for path in exports_in([REAL / name for name in FILES]):
        (outcomes[path.name],) = submit(path, contracts, b"k" * 32, store=store)
    return store, outcomes


def test_every_file_is_kept_and_reconciles_with_nothing_lost(filled) -> None:
    _, outcomes = filled
    assert len(outcomes) == 15
    for outcome in outcomes.values():
        assert outcome.verdict == "kept", outcome.file
        assert outcome.reconciled
        assert outcome.rows_kept == outcome.rows_read
        assert not outcome.left_out


def test_rows_read_are_the_lines_of_the_files(filled) -> None:
    _, outcomes = filled
    for path in exports_in([REAL]):
        if path.suffix == ".csv" and path.name in outcomes:
            assert outcomes[path.name].rows_read == len(path.read_text("utf-8").splitlines()) - 1


def test_the_survey_has_263_organisations_on_each_of_16_sheets(filled) -> None:
    store, outcomes = filled
    survey = outcomes["NSS24_detailed_organisational_results.xlsx"]
    assert survey.rows_read == 16 * 263
    held = store.table("nhs_staff_survey")
    assert held.select(pl.col("organisation").n_unique()).collect().item() == 263
    pseudo = (
        held.filter(pl.col("organisation").is_in(["R1F1", "R1F2"])).select("organisation").unique().collect()
    )
    assert pseudo.height == 2


def test_a_dash_is_a_value_hidden_by_the_publisher_not_a_zero(filled) -> None:
    store, _ = filled
    held = store.table("nhs_staff_survey")
    hidden = held.filter(pl.col("hidden_by_publisher")).collect()
    assert hidden.height > 0
    assert hidden["value"].null_count() == hidden.height
    shown = held.filter(~pl.col("hidden_by_publisher")).select(pl.col("value").null_count()).collect().item()
    assert shown == 0


def test_question_15_of_one_trust_is_what_the_workbook_shows(filled) -> None:
    # Sheet "… Q15-17", the row of 0AR: % Yes 59.094650206, % No 9.300411523, % Don't know 31.604938272, base 1215.
    store, _ = filled
    rows = (
        store.table("nhs_staff_survey")
        .filter(pl.col("organisation") == "0AR", pl.col("question") == "Q15")
        .select("answer", "value", "base")
        .collect()
    )
    assert rows.rows() == [
        ("Yes", 59.094650206, 1215),
        ("No", 9.300411523, 1215),
        ("Don't know", 31.604938272, 1215),
    ]


def test_the_period_of_turnover_is_its_later_month(filled) -> None:
    store, _ = filled
    periods = store.table("nhs_turnover").select(pl.col("period").unique()).collect()["period"]
    assert [str(day) for day in periods] == ["2025-11-01"]


def test_no_promise_about_the_real_files_is_broken_and_each_could_be_judged(filled) -> None:
    _, outcomes = filled
    for outcome in outcomes.values():
        assert {result.verdict for result in outcome.promises} == {"kept"}, outcome.file


def test_shares_of_a_question_add_up_to_a_hundred_and_nothing_is_shown_of_fewer_than_ten(filled) -> None:
    store, _ = filled
    shown = store.table("nhs_staff_survey").filter(~pl.col("hidden_by_publisher")).collect()
    assert shown["base"].min() >= 10
    shares = shown.filter(pl.col("answer") != "score").group_by("organisation", "question")
    assert (shares.agg(pl.col("value").sum())["value"] - 100).abs().max() < 1e-6


def test_rows_with_more_full_time_equivalents_than_people_are_counted_and_kept(filled) -> None:
    _, outcomes = filled
    name = "nhs_turnover_benchmarking_staffgroup_org_2025-11.csv"
    with (REAL / name).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    more = sum(float(line["FTE"]) > float(line["HC"]) for line in lines)
    (result,) = [r for r in outcomes[name].promises if r.promise.id == "fte_within_headcount"]
    assert (result.failed, result.verdict) == (more, "kept")


def test_turnover_of_whole_organisations_balances_within_a_handful_of_people(filled) -> None:
    # Joiners and leavers of the publication are those of the national record: who moves in the same month between
    # jobs, or is corrected in the record later, is in a headcount and in neither flow.
    store, _ = filled
    counts = store.table("nhs_turnover").filter(pl.col("staff_group") == "All staff groups").collect()
    wide = counts.pivot("count_type", index="organisation", values="headcount")
    expected = (
        wide["Denominator at start of period"] + wide["Joiners"].fill_null(0) - wide["Leavers"].fill_null(0)
    )
    assert wide.height == 247
    assert (expected - wide["Denominator at end of period"]).abs().max() <= 6


@pytest.mark.parametrize(
    ("organisation", "mean", "moving_range"), [("R0A", 6.1008, 0.3227), ("RJ1", 4.6217, 0.2045)]
)
def test_published_sickness_rates_have_the_known_mean_and_moving_range(
    filled, organisation: str, mean: float, moving_range: float
) -> None:
    store, _ = filled
    months = (
        store.table("nhs_sickness").filter(pl.col("organisation") == organisation).sort("period").collect()
    )
    assert months.height == 12
    assert months["rate_percent"].mean() == pytest.approx(mean, abs=5e-5)
    assert months["rate_percent"].diff().abs().mean() == pytest.approx(moving_range, abs=5e-5)
    chart = xmr(months["rate_percent"], improvement="decrease")
    limits = {"R0A": [5.2424, 6.9593], "RJ1": [4.0776, 5.1658]}[organisation]
    assert list(chart.select("lower", "upper").row(0)) == pytest.approx(limits, abs=5e-5)
    recomputed = 100 * months["fte_days_lost"] / months["fte_days_available"]
    assert (recomputed - months["rate_percent"]).abs().max() < 0.0051  # it is published to two places


@pytest.mark.parametrize(("adjusted", "outside"), [(False, 137), (True, 1)])
def test_trusts_differ_in_appraisals_by_more_than_chance_and_one_by_more_than_trusts_do(
    filled, adjusted: bool, outside: int
) -> None:
    # Published percentages are weighted: an anchor for the arithmetic, not a finding.
    store, _ = filled
    survey = store.table("nhs_staff_survey")
    kinds = survey.select("organisation", "benchmarking_group").unique().collect()
    trusts = kinds.filter(pl.col("benchmarking_group").str.contains("Trusts"))
    counted = count({"nhs_staff_survey": survey}, "survey_q23a", organisations=trusts["organisation"])
    assert counted.height == 210
    seen = benchmark(counted, kinds, overdispersion=adjusted)
    assert seen["target"][0] == pytest.approx(0.85522, abs=5e-6)
    assert seen["phi"][0] == pytest.approx(40.66, abs=5e-3)
    assert seen["tau2"][0] == pytest.approx(0.002848, abs=5e-7)
    assert seen["signal"].str.contains("99.8%").sum() == outside


def test_scores_and_shares_counted_from_the_survey_are_those_it_publishes(filled) -> None:
    store, _ = filled
    survey = store.table("nhs_staff_survey")
    for question, answers, divisor in (
        ("Q15", ["Yes"], 100),
        ("Q24b", ["Agree", "Strongly agree"], 100),
        ("PP5_2", ["score"], 1),
    ):
        published = (
            survey.filter(pl.col("question") == question, pl.col("answer").is_in(answers))
            .group_by("organisation")
            .agg(share=pl.col("value").sum() / divisor, base=pl.col("base").first())
            .collect()
        )
        counted = count({"nhs_staff_survey": survey}, f"survey_{question.lower()}")
        together = counted.join(published, on="organisation", validate="1:1")
        assert together.height == counted.height > 250
        # Each answer is rounded to a whole person.
        off = (together["numerator"] - together["share"] * together["base"]).abs()
        assert off.max() <= 0.5 * len(answers) + 1e-9
        assert (together["denominator"] == together["base"]).all()


def test_survey_and_turnover_are_matched_and_what_is_not_is_listed(filled) -> None:
    # ../shared/real/README.md: 19 of the 263 organisations of the survey are absent from the turnover file.
    store, _ = filled
    survey = (
        store.table("nhs_staff_survey")
        .select("organisation", "organisation_name", "ics")
        .unique("organisation")
        .collect()
    )
    listed = (
        store.table("organisations")
        .select("organisation", "organisation_name", "ics")
        .unique("organisation")
        .collect()
    )
    seen = match_organisations(survey, listed)
    left = seen.filter(pl.col("left").is_not_null())
    assert left["matched"].value_counts(sort=True).rows()[0] == ("same code", 244)
    through = set(left.filter(pl.col("matched") == "through succession")["left"])
    unmatched = left.filter(pl.col("matched") == "unmatched")
    assert through >= {"RAP", "RRP", "TAF", "RY9", "R1C", "R1F1", "R1F2"}
    assert len(through) + unmatched.height == 19
    assert unmatched["reason"].null_count() == 0
    assert left.filter(pl.col("differs").str.contains("organisation_name")).height == 24
    assert "ics" in left.filter(pl.col("left") == "RXK")["differs"].item()


def test_sources_that_place_an_organisation_in_different_systems_are_all_kept_and_told(filled) -> None:
    store, _ = filled
    (row,) = disagreements(store).to_dicts()
    assert row["organisation"] == "RXK"
    assert row["nhs_staff_survey"] == "Black Country"
    assert row["organisations"] == "Birmingham and Solihull"


def test_the_question_lookup_is_no_export_and_is_refused_politely() -> None:
    from sfg_analytics.errors import UnrecognisedExport

    with pytest.raises(UnrecognisedExport, match="nss24_question_lookup"):
        submit(Path(REAL / "nss24_question_lookup.csv"), load_contracts(), b"k" * 32, store=None)
