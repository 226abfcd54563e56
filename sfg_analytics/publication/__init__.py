"""A publication: a folder that holds all that a page needs, and nothing that was hidden.

::

    manifest.json           what this is, under which policy, by which plan and from what it was made, and a checksum of
                            every other file
    estimates.parquet       protected counts and the rates made of them, a row a cell
    series.parquet          control charts ┐
    funnels.parquet         funnels        ├ made of the estimates alone
    comparisons.parquet     groups compared┤
    totals.parquet          organisations added up, where publications were combined┘
    peers.parquet           how organisations that are not named are spread
    organisations.parquet   codes, names and kinds of the organisations
    measures.json           the words that stand beside every number, and how it is counted
    earlier/<n>/            release n, its own files as they were

A publication is written beside its place and moved there whole; it is read only if every byte is as it was written.
The checksums find damage and half-copied folders. They are no signature: who can change a file can change the manifest.
"""

from sfg_analytics.publication.as_at import as_at
from sfg_analytics.publication.auditing import Audited, audit_publication, require_safe
from sfg_analytics.publication.layout import (
    COMPARISONS_SCHEMA,
    ESTIMATES_SCHEMA,
    FORMAT,
    FORMAT_VERSION,
    FUNNELS_SCHEMA,
    ORGANISATIONS_SCHEMA,
    PEERS_SCHEMA,
    PUBLIC,
    SERIES_SCHEMA,
    SYSTEM,
    TOTALS_SCHEMA,
)
from sfg_analytics.publication.manifest import code_version
from sfg_analytics.publication.nouns import Publication
from sfg_analytics.publication.protected import release_of
from sfg_analytics.publication.reading import read_copy, read_publication, read_releases
from sfg_analytics.publication.releases import Change, change_between, changes_of, list_releases
from sfg_analytics.publication.telling import (
    audit_in_words,
    faults_in_words,
    hidden_and_why,
    in_words,
    shown_by_measure,
)
from sfg_analytics.publication.totals import UNCERTAIN, members, totals
from sfg_analytics.publication.tracing import Trace, trace
from sfg_analytics.publication.verifying import verify
from sfg_analytics.publication.writing import Written, held_releases, write_publication

__all__ = [
    "COMPARISONS_SCHEMA",
    "ESTIMATES_SCHEMA",
    "FORMAT",
    "FORMAT_VERSION",
    "FUNNELS_SCHEMA",
    "ORGANISATIONS_SCHEMA",
    "PEERS_SCHEMA",
    "PUBLIC",
    "SERIES_SCHEMA",
    "SYSTEM",
    "TOTALS_SCHEMA",
    "UNCERTAIN",
    "Audited",
    "Change",
    "Publication",
    "Trace",
    "Written",
    "as_at",
    "audit_in_words",
    "audit_publication",
    "change_between",
    "changes_of",
    "code_version",
    "faults_in_words",
    "held_releases",
    "hidden_and_why",
    "in_words",
    "list_releases",
    "members",
    "read_copy",
    "read_publication",
    "read_releases",
    "release_of",
    "require_safe",
    "shown_by_measure",
    "totals",
    "trace",
    "verify",
    "write_publication",
]
