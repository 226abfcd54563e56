"""A publication: a folder that holds all that a board page needs, and nothing that was hidden.

::

    manifest.json           what this is, under which policy and from what it was made, and a checksum of every other file
    estimates.parquet       protected counts and the rates made of them, a row a cell
    organisations.parquet   codes, names and kinds of the organisations
    measures.json           the words that stand beside every number

A publication is written beside its place and moved there whole; it is read only if every byte is as it was written.
The checksums find damage and half-copied folders. They are no signature: who can change a file can change the manifest.
"""

from sfg_analytics.publication.layout import ESTIMATES_SCHEMA, FORMAT, FORMAT_VERSION, ORGANISATIONS_SCHEMA
from sfg_analytics.publication.reading import Publication, read_publication
from sfg_analytics.publication.writing import write_publication

__all__ = [
    "ESTIMATES_SCHEMA",
    "FORMAT",
    "FORMAT_VERSION",
    "ORGANISATIONS_SCHEMA",
    "Publication",
    "read_publication",
    "write_publication",
]
