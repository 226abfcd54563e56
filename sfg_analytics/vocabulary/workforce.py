"""How the workforce is grouped and in which order groups are shown.

The code lists themselves (staff groups, bands, ethnic categories...) live in the contracts. What is here is what a
contract does not say: which codes are counted together, and what comes first on a page. *Unknown* is always a group of
its own: leaving people out because they did not say who they are would change the answer and hide that it did.

References
----------
.. [1] NHS Data Dictionary, ETHNIC CATEGORY (2001 census).
.. [2] Workforce Race Equality Standard, 2019 report: White is White British, White Irish and White Other.
.. [3] Workforce Disability Equality Standard, metric 1: clusters of bands. Recollected, not confirmed.
"""

from __future__ import annotations

UNKNOWN = "Unknown"
"""The group of those whose answer is not known: declined, never asked, or left blank."""

DECLINED, NOT_ASKED = "declined", "not asked"
"""Why a code means that an answer is not known, as contracts mark it."""

UNKNOWN_DECLINED, UNKNOWN_NOT_ASKED = f"{UNKNOWN}: declined to say", f"{UNKNOWN}: never asked"
UNKNOWN_BLANK = f"{UNKNOWN}: blank"
"""The unknown, told apart."""

WHITE = "White"
OTHER_ETHNIC_GROUPS = "All other ethnic groups"

ETHNICITY_GROUPS: dict[str, tuple[str, ...]] = {
    WHITE: ("A", "B", "C"),
    OTHER_ETHNIC_GROUPS: ("D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S"),
}
"""Ethnic categories [1]_ in the groups of the race equality standard [2]_; a blank is unknown too."""

FIVE_ETHNIC_GROUPS: dict[str, tuple[str, ...]] = {
    WHITE: ("A", "B", "C"),
    "Mixed": ("D", "E", "F", "G"),
    "Asian or Asian British": ("H", "J", "K", "L"),
    "Black or Black British": ("M", "N", "P"),
    "Other ethnic groups": ("R", "S"),
}
"""The same categories under the headings of the census [1]_; Chinese stands with the others there."""

DISABILITY_GROUPS: dict[str, tuple[str, ...]] = {
    "Disabled": ("Yes",),
    "Not disabled": ("No",),
}
"""The person-level flag. Not declaring is common and informative, so the unknown stand beside the other two."""

BAND_CLUSTERS: dict[str, tuple[str, ...]] = {
    "Bands 1 to 4": ("1", "2", "3", "4"),
    "Bands 5 to 7": ("5", "6", "7"),
    "Bands 8a and 8b": ("8a", "8b"),
    "Bands 8c to 9 and very senior managers": ("8c", "8d", "9", "VSM"),
    "Medical and dental grades": ("Medical",),
    "Other pay": ("Other",),
}
"""Bands counted together where single bands would be too small [3]_, in the order of the pay scale."""

BAND_ORDER: tuple[str, ...] = tuple(band for cluster in BAND_CLUSTERS.values() for band in cluster)

AGE_BAND_ORDER: tuple[str, ...] = ("16-20", "21-30", "31-40", "41-50", "51-65", "66+")
"""The Staff Survey's age bands, youngest first."""
