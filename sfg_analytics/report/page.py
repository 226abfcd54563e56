"""The page around the report: its frame, its style, and what it says of its own sensitivity.

The style lies in the page, so that the file can be forwarded alone. It suits a desk, a phone (a row of a table becomes
a small block) and A4 paper; colours are those of the charts, and none of them says anything that words do not.
"""

from __future__ import annotations

from string import Template

from sfg_analytics.charts.theme import CONTEXT, FOCUS, FONT, LINE, PALETTE, PAPER, QUIET, TEXT

PAGE = Template("""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<style>$style</style>
</head>
<body>
<header><h1>$title</h1>$made</header>
<main>
$main
</main>
<footer><h2>Who may see this report</h2>$sensitivity</footer>
</body>
</html>
""")

SENSITIVITY = (
    "<p>No value that tells of one person is in it: only headings, counts, reasons and row numbers, with the code of the "
    "organisation and the months; and, where something looks unusual, the share of rows that give an answer of a list, "
    "though never for special categories such as ethnicity or disability. How cells were written is shown as it stands only in "
    "columns that say nothing of people; elsewhere letters and digits are masked, but for words of the contract’s own where at "
    "least 8 cells are written alike. Row numbers mean something only to somebody who has the file.</p>"
)

STYLE = Template("""
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1.25rem 3rem;font:1rem/1.5 $font;color:$text;background:$paper;
 overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.375rem;line-height:1.25;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:2px solid $text}
header+main>section:first-child h2{border:0;margin-top:1rem;padding:0}
h3{font-size:1.125rem;margin:2rem 0 .5rem}
h4{font-size:1rem;margin:0}
h4 span{font-weight:400}
p{margin:.25rem 0 .75rem;max-width:44rem}
a{color:$focus}
a:focus-visible{outline:3px solid $focus;outline-offset:2px}
small,.quiet{color:$quiet;font-size:.875rem}
.verdict{border:1px solid $line;border-left:.5rem solid $focus;padding:.75rem 1rem;margin:.75rem 0}
.verdict.bad{border-left:.5rem double $bad}
.verdict p{margin:.125rem 0;font-size:1.0625rem}
.verdict .whose{color:$quiet;font-size:.9375rem}
.facts{display:grid;grid-template-columns:auto 1fr;gap:.125rem 1.25rem;margin:.5rem 0}
.facts div{display:contents}
dt{color:$quiet}
dd{margin:0}
.mend{padding-left:1.5rem;margin:.5rem 0}
.mend li{margin:0 0 1rem}
.mend p{margin:.125rem 0}
ul{padding-left:1.25rem;margin:.5rem 0}
li{max-width:44rem}
table{border-collapse:collapse;width:100%;margin:.75rem 0;font-variant-numeric:tabular-nums}
caption{text-align:left;color:$quiet;padding-bottom:.375rem}
th,td{text-align:left;vertical-align:top;padding:.375rem .75rem .375rem 0;border-bottom:1px solid $line;font-size:.9375rem}
thead th{overflow-wrap:normal;border-bottom:2px solid $text;vertical-align:bottom}
tbody th{font-weight:400}
tfoot th,tfoot td{font-weight:700;border-top:2px solid $text}
th small,td small{display:block;font-weight:400}
.sums{width:auto}
.sums th:last-child,.sums td,.promises td:nth-child(n+3):nth-child(-n+5),.promises thead th:nth-child(n+3):nth-child(-n+5),
.filled td:last-child,.filled thead th:last-child,.changes td:nth-child(2),.changes thead th:nth-child(2),
.uncovered td:last-child,.uncovered thead th:last-child{text-align:right}
.promises th:first-child{width:48%}
.promises td:nth-child(2){white-space:nowrap}
.codes th:first-child{width:35%}
.changes th:first-child,.uncovered th:first-child{width:38%}
.changes th:nth-child(2),.changes td:nth-child(2),.uncovered th:last-child,.uncovered td:last-child{width:12%;
 white-space:nowrap;padding-right:1.5rem}
.changes ul{list-style:none;margin:0;padding:0}
.filled td:nth-child(2){width:45%;vertical-align:middle}
.filled td:last-child{width:20%}
.cards{font-variant-numeric:tabular-nums}
.cards th,.cards td{font-size:.875rem}
.icon{width:1em;height:1em;margin-right:.375em;vertical-align:-.1em;fill:none;stroke:currentColor;stroke-width:2.25}
.kept{color:$focus}
.broken,.could-not-run{color:$bad;font-weight:700}
.nothing-to-evaluate{color:$quiet}
.bar{display:block;width:100%;height:.75rem}
.bar .all{fill:$line}
.bar .part{fill:$mark}
.unusual{padding-left:1.5rem;margin:.5rem 0}
.unusual>li{margin:0 0 1.25rem}
.picture{display:block;max-width:100%;height:auto;margin:.5rem 0;font-size:12px}
.picture text{fill:$quiet}
.picture .name{fill:$text;font-size:13px}
.picture .was{fill:$context}
.picture .now{fill:$focus}
.picture .foot{stroke:$text}
summary{color:$quiet;font-size:.875rem;cursor:pointer}
summary:focus-visible{outline:3px solid $focus;outline-offset:2px}
footer{font-size:.9375rem}
@media (max-width:36rem){
 body{padding:1rem 1rem 2rem}
 h1{font-size:1.5rem}
 .promises,.promises tbody,.promises caption,.changes,.changes tbody,.changes caption{display:block;width:auto}
 .promises thead,.changes thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 .promises tr,.changes tr{display:flex;flex-wrap:wrap;gap:0 .5rem;padding:.5rem 0;border-bottom:1px solid $line}
 .promises th:first-child,.changes th:first-child,.changes td:last-child{width:100%}
 .promises th,.promises td,.changes th,.changes td{border:0;padding:0}
 .promises td,.changes td{font-size:.875rem}
 .changes td:nth-child(2){width:auto}
 .changes td:nth-child(2)::before{content:attr(data-head) " ";color:$quiet}
 .promises td:nth-child(n+3)::before{content:attr(data-head) " ";color:$quiet}
 .filled td:nth-child(2){width:32%}
 .cards,.cards tbody,.cards caption{display:block;width:auto}
 .cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 .cards tr{display:block;padding:.5rem 0;border-bottom:1px solid $line}
 .cards th,.cards td{display:block;border:0;padding:.0625rem 0}
 .cards th{font-weight:700}
 .cards td{display:grid;grid-template-columns:8rem 1fr}
 .cards td::before{content:attr(data-head);color:$quiet;grid-row:1/span 9}
 .cards td small{grid-column:2}
}
@page{size:A4;margin:15mm}
@media print{
 html{font-size:10pt}
 body{max-width:none;padding:0}
 a{color:inherit;text-decoration:none}
 h2,h3,h4,caption{break-after:avoid}
 tr,li,.verdict,.picture{break-inside:avoid}
 thead{display:table-header-group}
 tfoot{display:table-row-group}
}
""").substitute(
    font=FONT,
    text=TEXT,
    paper=PAPER,
    quiet=QUIET,
    line=LINE,
    focus=FOCUS,
    context=CONTEXT,
    bad=PALETTE[2],
    mark=PALETTE[0],
)
