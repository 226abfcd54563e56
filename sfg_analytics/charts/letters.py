"""How wide letters are, near enough to leave room for them, and how a text is broken into lines."""

from __future__ import annotations

_NARROW, _WIDE = 278, 833
_ADVANCES = {
    **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys(" !,./:;I[\\]tf", _NARROW),
    **dict.fromkeys("()-r`", 333),
    **dict.fromkeys("ckJsvxyz", 500),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", _WIDE),
    **dict.fromkeys("W%@", 944),
}
"""How far letters advance in Arial, in thousandths of their size; the others about 556."""

_USUAL, _FOREIGN = 570, 1000
_ASCII = 128
_BOLDER = 1.08


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Say how wide a text will be, in pixels, near enough to leave room for it.

    Parameters
    ----------
    text
        One line.
    size
        Of the letters, in pixels.

    Examples
    --------
    >>> 45 < width_of("Estates", 14) < 50
    True
    """
    advance = sum(_ADVANCES.get(letter, _USUAL if ord(letter) < _ASCII * 5 else _FOREIGN) for letter in text)
    return advance * size / 1000 * (_BOLDER if bold else 1)


def fitted(text: str, room: float, size: float, *, lines: int = 3, bold: bool = False) -> list[str]:
    """Break a text into lines that find room; what finds none ends in three dots.

    Parameters
    ----------
    text
        One line.
    room
        Pixels for each line.
    size
        Of the letters.
    lines
        The most there may be.

    Returns
    -------
    list of str
        One line at least, perhaps empty.

    Examples
    --------
    >>> fitted("Estates and ancillary", 90, 14)
    ['Estates and', 'ancillary']
    >>> fitted("Pneumonoultramicroscopic", 60, 14, lines=1)
    ['Pneum…']
    """
    broken: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size, bold=bold) > room:
            broken.append(line)
            line = word
        else:
            line = longer
    broken.append(line)
    cut = len(broken) > lines
    broken = broken[:lines]
    if cut:
        broken[-1] += "…"
    return [_cut(line, room, size, bold) for line in broken]


def _cut(line: str, room: float, size: float, bold: bool) -> str:
    if width_of(line, size, bold=bold) <= room:
        return line
    line = line.rstrip("…")
    while line and width_of(line + "…", size, bold=bold) > room:
        line = line[:-1]
    return line.rstrip() + "…"
