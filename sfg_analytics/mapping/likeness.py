"""How alike two headings, or two spellings of a code, are: mistyped, shortened, in another order, or other words.

1 is the same but for case and punctuation, 0 has nothing in common. Two texts are compared letter by letter and word by
word, and the better of the two counts: ``Conv Dt`` is no typing error of *Conversation date*, but each of its words is
short for one there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from sfg_analytics.contract import fold

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|\+")
_UNSAID = frozenset({"a", "an", "the", "of", "to", "in", "on", "at", "your", "is", "was", "for", "by", "as"})
_SHORT = {
    "no": "number",
    "nr": "number",
    "num": "number",
    "ref": "reference",
    "dt": "date",
    "id": "identifier",
}
_FROM_THE_FRONT, _FROM_WITHIN, _INITIALS = 0.95, 0.88, 0.85
_WORDS_ALIKE = 0.75
_FEWEST_LETTERS = 2
_NEGATIONS = frozenset({"no", "not", "non", "never", "none", "without"})
_CONTRADICTED, _ONE_LACKS = 0.3, 0.95


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a heading in small letters, telling ``PlanAgreed`` apart.

    Examples
    --------
    >>> words_of("Date of career-conversation"), words_of("EmployeeNumber")
    (('date', 'career', 'conversation'), ('employee', 'number'))
    """
    found = [word.lower() for word in _WORD.findall(text.replace("&", " and "))]
    return tuple(word for word in found if word not in _UNSAID) or tuple(found)


@lru_cache(maxsize=65536)
def likeness(heading: str, other: str) -> float:
    """Say how alike two headings are, from 0 to 1.

    Examples
    --------
    >>> likeness("Convresation date", "Conversation Date") > 0.9
    True
    >>> likeness("Conv Dt", "Conversation Date") > 0.9
    True
    >>> likeness("Colleague", "Employee Number") < 0.4
    True
    """
    mine, yours = fold(heading), fold(other)
    if not mine or not yours:
        return 0.0
    if mine == yours:
        return 1.0
    letters = fuzz.ratio(mine, yours) / 100
    spoken = words_of(other)
    initials = "".join(word[0] for word in re.findall(r"[a-z0-9]+", other.lower()))
    if len(mine) > _FEWEST_LETTERS and mine in {initials, "".join(word[0] for word in spoken)}:
        letters = max(letters, _INITIALS)
    return max(letters, _by_words(words_of(heading), spoken))


def _by_words(mine: tuple[str, ...], yours: tuple[str, ...]) -> float:
    """Match words one to one, the most alike first; words without a match count against."""
    pairs = sorted(
        ((_word(one, other), i, j) for i, one in enumerate(mine) for j, other in enumerate(yours)),
        reverse=True,
    )
    left, right, total = set(range(len(mine))), set(range(len(yours))), 0.0
    for alike, i, j in pairs:
        if alike >= _WORDS_ALIKE and i in left and j in right:
            left.discard(i)
            right.discard(j)
            total += alike
    return 2 * total / (len(mine) + len(yours))


@lru_cache(maxsize=65536)
def _word(one: str, other: str) -> float:
    one, other = _SHORT.get(one, one), _SHORT.get(other, other)
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= _FEWEST_LETTERS and not short.isdigit():
        if long.startswith(short):
            return _FROM_THE_FRONT
        letters = iter(long)
        if short[0] == long[0] and len(short) < len(long) and all(letter in letters for letter in short):
            return _FROM_WITHIN
    return OSA.normalized_similarity(one, other)


@lru_cache(maxsize=65536)
def code_likeness(written: str, spelling: str) -> float:
    """Say how alike two spellings of a code are, from 0 to 1; numbers, single letters and *not* must agree.

    Examples
    --------
    >>> code_likeness("Bnad 5", "Band 5") > 0.7, code_likeness("Band 6", "Band 5") < 0.4
    (True, True)
    >>> code_likeness("Not disabled", "Disabled") < 0.4
    True
    """
    alike = likeness(written, spelling)
    if alike in {0.0, 1.0}:
        return alike
    mine, yours = (re.findall(r"[a-z]+|[0-9]+", text.lower()) for text in (written, spelling))
    if bool(_NEGATIONS & set(mine)) != bool(_NEGATIONS & set(yours)):
        return alike * _CONTRADICTED
    telling = [{word for word in words if word.isdigit() or len(word) == 1} for words in (mine, yours)]
    if telling[0] == telling[1]:
        return alike
    return alike * (_CONTRADICTED if all(telling) else _ONE_LACKS)


class NearHeadings(frozenset[str]):
    """Folded headings that contracts know, and whatever is spelt much like one: to find the header of any dialect.

    Headers stand near the beginning: after some thousand different texts nothing more is taken for one by likeness.

    Examples
    --------
    >>> known = NearHeadings({"conversationdate", "currentplacement"})
    >>> "convresationdate" in known, "12345" in known
    (True, False)
    """

    _NEAR, _LONGEST, _MOST_ASKED = 84, 60, 4_000

    def __init__(self, _: object = ()) -> None:
        self._asked: dict[str, bool] = {}

    def __contains__(self, heading: object) -> bool:
        """Whether a folded heading is known, or near one that is."""
        if super().__contains__(heading):
            return True
        if not isinstance(heading, str) or len(heading) > self._LONGEST or sum(map(str.isdigit, heading)) > 1:
            return False
        if heading not in self._asked:
            if len(self._asked) >= self._MOST_ASKED:
                return False
            best = process.extractOne(heading, self, scorer=fuzz.ratio, score_cutoff=self._NEAR)
            self._asked[heading] = best is not None
        return self._asked[heading]
