"""The quality report says the verdict first, how to mend what is wrong, and never a value of a row."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.check import PromiseResult
from sfg_analytics.clean.dates import read_dates
from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import Promise, load_contracts
from sfg_analytics.errors import KeyProblem, SfgError, UnreadableExport
from sfg_analytics.report import quality_report
from sfg_analytics.submission import Submission
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, csv_file, people, workbook

CONTRACTS = load_contracts()
VOID = {"meta", "rect", "path", "br"}


class Reading(HTMLParser):
    """A page as its reader meets it: elements in order, text, and what is not well formed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if "style" in self.open or not data.strip():
            return
        self.text.append(" ".join(data.split()))
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()

    @property
    def words(self) -> str:
        return re.sub(r" ([.,;])", r"\1", " ".join(self.text))

    def row(self, head: str) -> list[str]:
        (found,) = [row for row in self.rows if row[0] == head]
        return found


def send(path: Path) -> Submission:
    (outcome,) = submit(path, CONTRACTS, b"k" * 32, store=None)
    return outcome


def read(*submissions: Submission, **more) -> Reading:
    return Reading(quality_report(submissions, **more))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def messy(folder: Path) -> Submission:
    """A staff list that is admitted, with a little of everything that may be wrong."""
    rows = people(210)
    for number, row in enumerate(rows):
        row["Disability"] = "" if number < 70 else "No"
        row["Full Name"] = "MARKER Surname"
        row["Remarks <script>alert(1)</script>"] = "MARKER remark"
        row["Employee Number"] = f"MARKER{number}"
        row["Directorate"] = "MARKER directorate "
        row["Pay Band"] = f"MARKER / NHS AfC: Band {5 + number % 2}"
    rows[5]["Ethnic Origin"] = "MARKER origin"
    rows[9] |= {"Pay Band": "MARKER band", "Latest Start Date": "MARKER day"}
    rows[11]["Latest Start Date"] = "01/05/2025"
    total = "Grand Total" + "," * (len(rows[0]) - 2) + ",211\r\n"
    return send(csv_file(folder / "March.csv", [*rows, rows[0]], above="MARKER title\r\n", below=total))


@pytest.fixture(scope="module")
def broken(folder: Path) -> Submission:
    """Conversations of which 30 in 100 are recorded before they were held."""
    rows = people(100, CONVERSATION)
    for row in rows[:30]:
        row["Recorded Date"] = "01/01/2020"
    return send(csv_file(folder / "talks.csv", rows))


@pytest.fixture(scope="module")
def rejected(folder: Path) -> Submission:
    """A staff list with more unknown bands than the contract tolerates."""
    rows = people(50)
    for row in rows[::10]:
        row["Pay Band"] = "Band 77"
    return send(csv_file(folder / "bands.csv", rows))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("checked", "Would be admitted: 207 of 212 rows are in order. Nothing was saved."),
        ("kept", "Admitted: 207 of 212 rows are in the store."),
        ("unchanged", "Admitted before: the same file is held already (207 of 212 rows); nothing changed."),
    ],
)
def test_the_verdict_comes_first_in_words(messy: Submission, verdict: str, said: str) -> None:
    main = read(replace(messy, verdict=verdict)).words.split("Verdict", 1)
    assert main[0] == "Quality report: March.csv Quality report: March.csv "
    assert main[1].startswith(f" March.csv (Staff in post) {said} What to mend: 4 things")


def test_a_broken_promise_is_named_with_its_numbers(broken: Submission) -> None:
    assert broken.verdict == "broken"
    assert (
        "Not admitted: 1 promise broken: “An outcome is recorded on or after the day of the conversation” "
        "(30 rows fail, 2% may). 30 of 100 rows (30.0%) were rejected in all; of this kind of export at most 2% may be."
    ) in read(broken).words


def test_too_many_rejects_are_the_reason_when_no_promise_is_broken(rejected: Submission) -> None:
    assert rejected.verdict == "rejected"
    assert "Not admitted: 5 of 50 rows (10.0%) were rejected in all" in read(rejected).words
    assert "None of the kept rows entered the store" in read(rejected).words


def test_a_file_in_order_has_nothing_to_mend(folder: Path) -> None:
    page = read(send(csv_file(folder / "good.csv", people(3))))
    assert "Would be admitted: 3 of 3 rows are in order." in page.words
    assert "What to mend Nothing: no row was rejected and no promise was broken." in page.words
    assert "What the columns accept" not in page.words


def test_rows_are_found_by_the_numbers_a_person_sees(rejected: Submission, broken: Submission) -> None:
    assert (
        "Pay Band: not in the code list 5 rows (10.0% of those read): rows 2, 12, 22, 32, 42 "
        in read(rejected).words
    )
    first = ", ".join(str(row) for row in range(2, 22))
    assert f"30 rows (30.0% of those read): rows {first} and 10 more " in read(broken).words


def test_faults_are_told_in_the_senders_own_column_names(folder: Path) -> None:
    renamed = {"Latest Start Date": "Hire Date", "Snapshot Date": "Census Date", "FTE": "WTE"}
    rows = [{renamed.get(name, name): value for name, value in row.items()} for row in people(10)]
    rows[0] |= {"Hire Date": "01/05/2025"}
    rows[1] |= {"WTE": "37.5"}
    page = read(send(csv_file(folder / "renamed.csv", rows)))
    assert "Census Date, Hire Date: breaks the promise “Nobody in post started after" in page.words
    assert "the end of the month in ‘Census Date’ may be the same day or later" in page.words
    assert "‘WTE’ may be from 0 to 2." in page.words
    assert "Start of service here" not in page.words


def test_the_sheet_is_named_where_a_workbook_has_several(folder: Path) -> None:
    spoiled = {**CONVERSATION, "Current Placement": "Sideways"}
    sheets = {
        name: [list(CONVERSATION), list(CONVERSATION.values()), list(spoiled.values())]
        for name in ("North", "South")
    }
    page = read(send(workbook(folder / "two.xlsx", sheets)))
    assert "sheet ‘North’, row 3; sheet ‘South’, row 3" in page.words


def test_every_spelling_listed_as_accepted_is_read(messy: Submission) -> None:
    page = read(messy)
    listed = 0
    for column in ("band", "ethnicity"):
        for code in CONTRACTS["staff_in_post"].by_name[column].codes:
            (row,) = [r for r in page.rows if len(r) == 2 and r[0] == code.value]
            spellings = [code.value, *row[1].split(", ")]
            reading = read_values(
                pl.Series([text for text in spellings if text != "–"]),
                CONTRACTS["staff_in_post"].by_name[column],
            )
            assert reading.reasons is None
            assert set(reading.values) == {code.value}
            listed += len(reading.values)
    assert listed > 60


def test_every_form_of_date_given_as_an_example_is_read(messy: Submission, folder: Path) -> None:
    forms = re.search(r"the day before the month: (.*?), or a date cell", read(messy).words)
    assert forms
    days = read_dates(pl.Series(forms.group(1).split(", ")))
    assert {str(day) for day in days} == {"2024-03-05"}
    rows = people(3)
    rows[0]["Snapshot Date"] = "soon"
    monthly = read(send(csv_file(folder / "soon.csv", rows))).words
    months = re.search(r"a month will do: (.*?)\.", monthly)
    assert months
    assert {str(day) for day in read_dates(pl.Series(months.group(1).split(", ")), "month")} == {"2024-03-01"}


def test_the_rows_add_up(messy: Submission, broken: Submission, rejected: Submission) -> None:
    for outcome in (messy, broken, rejected):
        page = read(outcome)
        heads = ("Kept", "Rejected", "Duplicate", "No row of the table", "Read")
        *parts, whole = (
            int(next(row for row in page.rows if row[0].startswith(head) and len(row) == 2)[1])
            for head in heads
        )
        assert sum(parts) == whole == outcome.rows_read
        assert "They add up." in page.words


def test_what_was_left_out_is_told(messy: Submission) -> None:
    words = read(messy).words
    assert "1 row: total row." in words
    assert "1 row: a duplicate of another; the same row again." in words
    assert "Columns that are never kept and need not be sent: ‘Full Name’." in words
    assert "which were not read: ‘Remarks <script>alert(1)</script>’." in words


def test_what_was_changed_is_told_by_column_and_rule(messy: Submission) -> None:
    page = read(messy)
    # Of 210 people the even numbers have band 5 and the odd 6; number 0 is there twice, number 9 has no band we know.
    assert page.row("Pay Band A longer form was read as the part that counts") == [
        "Pay Band A longer form was read as the part that counts",
        "210",
        "106 written A / NHS AfC: Band 5 , read as 5 104 written A / NHS AfC: Band 6 , read as 6",
    ]
    assert page.row("Ethnic Origin A longer form was read as the part that counts")[1:] == [
        "210",
        "210 in 1 spelling, not shown",
    ]
    assert page.row("Directorate Spaces around the value were taken off")[1:] == [
        "211",
        "211 written A a␣ , read as A a",
    ]
    # Month, age band, band, directorate, origin, status, start date; the one start date nobody can read is none.
    assert messy.rewritten == (211 + 211 + 210 + 211 + 210 + 211 + 210, 7)
    assert "1,474 cells in 7 columns written otherwise than the table has them" in page.words


def test_an_example_of_a_longer_form_is_one_that_is_read(messy: Submission) -> None:
    band = CONTRACTS["staff_in_post"].by_name["band"]
    example = re.search("Longer forms .* such as ‘(.*?)’", read(messy).words)
    assert example
    assert read_values(pl.Series([example.group(1)]), band).values.to_list() == ["7"]


def test_of_what_few_people_have_no_example_is_given(folder: Path) -> None:
    rows = people(30)
    for row in rows[:4]:
        row["Gender"] = "F"
    for row in rows[4:9]:
        row["Gender"] = "Woman"
    page = read(send(csv_file(folder / "few.csv", rows)))
    assert page.row("Gender Another spelling was read as the code")[1:] == [
        "9",
        "9 in 2 other ways, each fewer than 8 times",
    ]


def test_values_no_list_covers_are_listed(messy: Submission, folder: Path) -> None:
    page = read(messy)
    assert "Values no list covers" in page.words
    assert ["A a", "not in the code list", "1"] in page.rows
    rows = people(30, Pay_Band="Band 5")
    for row in rows[:10]:
        row["Pay Band"] = "Band 77"
    page = read(send(csv_file(folder / "uncovered.csv", rows)))
    assert ["Band 99", "not in the code list", "10"] in page.rows
    assert "‘Pay Band’: 10 cells" in page.words


def test_a_file_written_as_the_table_has_it_says_so(folder: Path) -> None:
    plain = {
        "organisation": "ZZ1",
        "period": "2025-03-01",
        "person": "1",
        "staff_group": "Students",
        "band": "5",
        "ethnicity": "A",
    }
    page = read(send(csv_file(folder / "plain.csv", [plain, {**plain, "person": "2"}])))
    assert "What was changed Nothing: every cell was written as the table has it." in page.words
    assert "Values no list covers" not in page.words


def test_duplicates_are_told_by_what_decided(folder: Path) -> None:
    rows = people(12)
    rows += [{**rows[0], "FTE": "0.1"}, {**rows[1], "FTE": "0.1"}, rows[2]]
    words = read(send(csv_file(folder / "twice.csv", rows))).words
    assert "2 rows: duplicates of others; the row with the highest or latest ‘FTE’ was kept." in words
    assert "1 row: a duplicate of another; the same row again." in words


def test_completeness_counts_the_kept_rows(messy: Submission) -> None:
    page = read(messy)
    # 70 of 210 people left it blank; of them rows 0 to 69, the three rejected ones and the duplicate's twin are gone.
    blank = 70 - 3
    assert page.row("Disability")[2] == f"{(messy.rows_kept - blank) / messy.rows_kept:.1%}"
    assert page.row("Org Code")[2] == "100%"
    assert page.row("Primary assignment not in this export")[2] == "0%"


def test_each_of_the_four_verdicts_on_a_promise_stands_in_words(messy: Submission) -> None:
    def result(name: str, evaluated: int, failed: int, verdict) -> PromiseResult:
        promise = Promise(
            name, "not_null", ("band",), tolerance_percent=5, severity="warning", description=f"{name}."
        )
        return PromiseResult(promise, evaluated, failed, verdict)

    results = (
        result("First", 100, 2, "kept"),
        result("Second", 100, 20, "broken"),
        result("Third", 0, -1, "could not run"),
        result("Fourth", 0, 0, "nothing to evaluate"),
    )
    page = read(replace(messy, promises=results))
    told = [row for row in page.rows if row[-1] == "Warning"]
    assert told == [
        ["Second. ‘Pay Band’", "Broken", "20", "20.0%", "5%", "Warning"],
        ["Third. ‘Pay Band’", "Could not run", "–", "–", "5%", "Warning"],
        ["First. ‘Pay Band’", "Kept", "2", "2.0%", "5%", "Warning"],
        ["Fourth. ‘Pay Band’", "Nothing to evaluate", "0", "0%", "5%", "Warning"],
    ]
    assert "1 broken, 1 could not run, 1 kept, 1 nothing to evaluate" in page.words
    assert "could not be checked: Third. This is no fault of the export." in page.words


def test_a_refused_file_gets_its_paragraph(messy: Submission) -> None:
    faults: list[SfgError] = [
        UnreadableExport("'a.csv' is <empty>.", expected="a table", got="0 bytes", hint="send it again."),
        KeyProblem("There is no key.", closest="SFG_KEY"),
    ]
    page = read(messy, faults=faults)
    assert "1 would be admitted, 2 not admitted." in page.words
    assert "Not admitted: the file could not be read. 'a.csv' is <empty>." in page.words
    assert "Expected a table Got 0 bytes What to do send it again." in page.words
    assert "Not admitted: it could not be brought in There is no key. Closest SFG_KEY" in page.words


def test_no_value_of_a_row_is_in_the_report(messy: Submission, rejected: Submission) -> None:
    assert messy.rows_rejected == 3
    page = quality_report([messy, rejected])
    assert "MARKER" not in page + json.dumps(messy.as_json()) + repr(messy)
    assert "MARKER" not in str(messy.changed.cast(pl.String).rows())
    assert "Band 77" not in Reading(page).words
    people_known = {str(20001 + number) for number in range(50)}
    assert not people_known & set(re.findall(r"[0-9]+", Reading(page).words))


def test_headings_reach_the_page_as_letters_only(folder: Path) -> None:
    hostile = [
        "<img src=x onerror=alert(1)>",
        '"><script>x</script>',
        "&lt;b&gt;",
        "$title",
        "a\u202eb\u0007c",
    ]
    rows = [{**row, **dict.fromkeys(hostile, "x")} for row in people(3)]
    page = quality_report([send(csv_file(folder / "hostile <script>.csv", rows))])
    reading = Reading(page)
    assert {tag for tag, _ in reading.elements}.isdisjoint({"script", "img", "b"})
    assert "<script" not in page
    assert not re.search("[\u202e\u0007]", page)
    for heading in hostile[:4]:
        assert f"‘{heading}’" in reading.words
    assert not any(name.startswith("on") for _, attributes in reading.elements for name in attributes)


def test_the_page_asks_for_nothing(messy: Submission, broken: Submission) -> None:
    page = quality_report([messy, broken])
    for outside in ("http://", "https://", "src=", "url(", "@import", "<link", "<script"):
        assert outside not in page
    assert "default-src 'none'" in page


def test_the_page_is_well_formed_and_can_be_found_ones_way_in(
    messy: Submission, broken: Submission, rejected: Submission
) -> None:
    reading = read(messy, broken, rejected, faults=[UnreadableExport("'a.csv' is empty.")], made_at="today")
    assert reading.faults == []
    tags = Counter(tag for tag, _ in reading.elements)
    assert tags["h1"] == tags["header"] == tags["main"] == tags["footer"] == 1
    assert dict(reading.elements)["html"] == {"lang": "en-GB"}
    levels = [int(tag[1]) for tag, _ in reading.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert tags["table"] == tags["caption"] > 0
    assert all(attributes.get("scope") for tag, attributes in reading.elements if tag == "th")
    names = [attributes["id"] for _, attributes in reading.elements if "id" in attributes]
    assert len(names) == len(set(names))
    goals = {str(attributes["href"]).removeprefix("#") for tag, attributes in reading.elements if tag == "a"}
    assert goals <= set(names)
    assert {"file-1-fix", "file-1-accept", "fault-1"} <= goals


def test_nothing_but_what_it_was_given_is_in_the_page(messy: Submission) -> None:
    assert quality_report([messy]) == quality_report([messy])
    assert "Made 1 May 2025." in read(messy, made_at="1 May 2025").words


def test_a_report_on_nothing_says_so() -> None:
    assert "No file was given" in read().words
