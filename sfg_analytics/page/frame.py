"""The frame of a page and the style that all pages have in common.

It suits a desk, a phone and A4 paper; colours are those of the charts, and none of them says anything that words do not.
"""

from __future__ import annotations

from string import Template

from sfg_analytics.charts.theme import FOCUS, FONT, LINE, PAPER, QUIET, TEXT
from sfg_analytics.page.markup import shown

_PAGE = Template("""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'$images">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<style>$style</style>
</head>
<body>
<header><h1>$title</h1>$head</header>
<main id="main" tabindex="-1">
$main
</main>
<footer>$foot</footer>
</body>
</html>
""")

BASE = Template("""
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1.25rem 3rem;font:1rem/1.5 $font;color:$text;background:$paper;
 overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.375rem;line-height:1.25;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:2px solid $text}
header+main>section:first-child h2{border:0;margin-top:1rem;padding:0}
h3{font-size:1.125rem;margin:2rem 0 .5rem}
h4{font-size:1rem;margin:0}
p{margin:.25rem 0 .75rem;max-width:44rem}
a{color:$focus}
a:focus-visible,summary:focus-visible{outline:3px solid $focus;outline-offset:2px}
main:focus{outline:none}
.skip{position:absolute;left:-100vw}
.skip:focus{position:static}
small,.quiet{color:$quiet;font-size:.875rem}
dt{color:$quiet}
dd{margin:0}
ul{padding-left:1.25rem;margin:.5rem 0}
li{max-width:44rem}
table{border-collapse:collapse;width:100%;margin:.75rem 0;font-variant-numeric:tabular-nums}
caption{text-align:left;color:$quiet;padding-bottom:.375rem}
th,td{text-align:left;vertical-align:top;padding:.375rem .75rem .375rem 0;border-bottom:1px solid $line;font-size:.9375rem}
thead th{overflow-wrap:normal;border-bottom:2px solid $text;vertical-align:bottom}
tbody th{font-weight:400}
tfoot th,tfoot td{font-weight:700;border-top:2px solid $text}
th small,td small{display:block;font-weight:400}
.cards th,.cards td{font-size:.875rem}
summary{color:$quiet;font-size:.875rem;cursor:pointer}
footer{font-size:.9375rem}
@media (max-width:36rem){
 body{padding:1rem 1rem 2rem}
 h1{font-size:1.5rem}
 .cards,.cards tbody,.cards caption{display:block;width:auto}
 .cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 .cards tr{display:block;padding:.5rem 0;border-bottom:1px solid $line}
 .cards th,.cards td{display:block;border:0;padding:.0625rem 0}
 .cards th{font-weight:700}
 .cards td{display:grid;grid-template-columns:8rem minmax(0,1fr)}
 .cards td::before{content:attr(data-head);color:$quiet;grid-row:1/span 9}
 .cards td small{grid-column:2}
}
@page{size:A4;margin:15mm}
@media print{
 html{font-size:10pt}
 body{max-width:none;padding:0}
 a{color:inherit;text-decoration:none}
 .skip{display:none}
 h2,h3,h4,caption{break-after:avoid}
 tr,li{break-inside:avoid}
 thead{display:table-header-group}
 tfoot{display:table-row-group}
}
""").substitute(font=FONT, text=TEXT, paper=PAPER, quiet=QUIET, line=LINE, focus=FOCUS)
"""The rules that all pages have in common; in a table of class ``cards`` a row becomes a small block on a phone."""


def whole_page(
    title: str, *, style: str, main: str, foot: str, head: str = "", pictures: bool = False
) -> str:
    """Put a page together.

    Parameters
    ----------
    title
        The page's title and its first heading: plain text.
    style
        The rules that it has beside :data:`BASE`.
    main, foot, head
        Markup: what stands in the page, at its end, and under its title.
    pictures
        Whether pictures that stand in the page itself, as data, are shown beside drawings.

    Returns
    -------
    str
        A whole HTML page, to be saved as UTF-8. It needs no script and fetches nothing.
    """
    images = "; img-src data:" if pictures else ""
    return _PAGE.substitute(
        title=shown(title), style=BASE + style, head=head, main=main, foot=foot, images=images
    )
