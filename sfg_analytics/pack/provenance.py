"""What was hidden and why, and what a pack rests on: the last two parts of every pack."""

from __future__ import annotations

import polars as pl

from sfg_analytics.pack.document import Column, Figure, Section, Table
from sfg_analytics.pack.held import Held


def what_was_hidden(held: Held) -> Section:
    """Count the figures shown and hidden, for each reason."""
    estimates = held.publication.estimates.filter(pl.col("organisation").is_in(held.codes))
    counted = dict(estimates["hidden"].drop_nulls().value_counts().iter_rows())
    rows = [{"why": "Shown", "figures": estimates.height - sum(counted.values())}]
    rows += [
        {"why": held.reason(reason), "figures": counted.get(reason, 0)} for reason in held.policy["reasons"]
    ]
    table = Table(
        "Hidden and why",
        "Figures shown and hidden, by reason",
        (Column("why", "What became of them"), Column("figures", "Figures", "count")),
        tuple(rows),
        note=f"Disclosure policy: {held.policy['name']}.",
    )
    words = (
        f"Small numbers are protected by the policy ‘{held.policy['name']}’. {held.policy['source']}",
        "Every rate, interval, chart and comparison here is made of the protected counts, and of nothing else.",
    )
    return Section("hidden", "What was hidden, and why", words, figures=(Figure(table),))


def what_this_rests_on(held: Held) -> Section:
    """Say from which files, contracts and code the publication was made, and what the audit found."""
    publication = held.publication
    manifest = publication.manifest
    months = (
        publication.estimates.filter(pl.col("organisation").is_in(held.codes))["period"]
        .unique()
        .sort()
        .to_list()
    )
    span = f"{months[0]:%B %Y} to {months[-1]:%B %Y}" if months else "none"
    audit = manifest.get("audit")
    verdict = "The manifest holds no audit."
    if audit:
        passed = (
            "nothing hidden can be worked out"
            if audit.get("passed")
            else "something hidden can be worked out"
        )
        verdict = (
            f"Audit: {passed}; {audit.get('cells', 0):,} cells attacked, over "
            f"{audit.get('releases', 1):,} {'release' if audit.get('releases', 1) == 1 else 'releases'}."
        )
    facts = (
        f"Publication: {manifest['title']}, release {publication.release}, made {manifest['created']}, for "
        f"{manifest['audience']}.",
        f"Months: {span}.",
        f"Code: sfg-analytics {manifest['code_version']}.",
        verdict,
        f"Fingerprint of the publication (SHA-256 of its manifest): {publication.fingerprint}.",
    )
    return Section(
        "rests-on",
        "What this rests on",
        points=facts,
        figures=(Figure(_contracts(held)), Figure(_submissions(held))),
    )


def _contracts(held: Held) -> Table:
    rows = [
        {"contract": name, "version": version}
        for name, version in sorted(held.publication.manifest["contracts"].items())
    ]
    columns = (Column("contract", "Contract"), Column("version", "Version"))
    return Table("Contracts", "Contracts by which the files were read", columns, tuple(rows))


def _submissions(held: Held) -> Table:
    rows = [
        {
            "contract": one["contract"],
            "version": one["contract_version"],
            "whose": ", ".join(one.get("organisations", ())) or "Not said",
            "sha256": one["sha256"],
        }
        for one in held.publication.manifest["submissions"]
        if "organisations" not in one or set(one["organisations"]) & set(held.codes)
    ]
    columns = (
        Column("contract", "Contract"),
        Column("version", "Version"),
        Column("whose", "Organisations"),
        Column("sha256", "SHA-256 of the file", "hash"),
    )
    return Table("Files submitted", "Files submitted, by their hash", columns, tuple(rows), long=True)


def definitions(held: Held) -> dict[str, tuple[str, str]]:
    """Give the title and the definition of each measure."""
    told = {}
    for measure in held.measures:
        words = held.words(measure)
        told[measure] = (
            str(words["title"]),
            f"Number: {words['numerator']}. Out of: {words['denominator']}. {words['caveat']} Source: {words['source']}",
        )
    return told
