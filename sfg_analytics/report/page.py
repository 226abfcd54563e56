"""The style of the reports beyond that of every page, and what a report says of its own sensitivity."""

from __future__ import annotations

from string import Template

from sfg_analytics.charts.theme import CONTEXT, FOCUS, LINE, PALETTE, QUIET, TEXT

SENSITIVITY = (
    "<h2>Who may see this report</h2><p>No value that tells of one person is in it: only headings, counts, reasons and row numbers, with the code of the "
    "organisation and the months; and, where something looks unusual, the share of rows that give an answer of a list, "
    "though never for special categories such as ethnicity or disability. How cells were written is shown as it stands only in "
    "columns that say nothing of people; elsewhere letters and digits are masked, but for words of the contract’s own where at "
    "least 8 cells are written alike. Row numbers mean something only to somebody who has the file.</p>"
)

STYLE = Template("""
h4 span{font-weight:400}
.verdict{border:1px solid $line;border-left:.5rem solid $focus;padding:.75rem 1rem;margin:.75rem 0}
.verdict.bad{border-left:.5rem double $bad}
.verdict p{margin:.125rem 0;font-size:1.0625rem}
.verdict .whose{color:$quiet;font-size:.9375rem}
.facts{display:grid;grid-template-columns:auto 1fr;gap:.125rem 1.25rem;margin:.5rem 0}
.facts div{display:contents}
.mend{padding-left:1.5rem;margin:.5rem 0}
.mend li{margin:0 0 1rem}
.mend p{margin:.125rem 0}
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
@media (max-width:36rem){
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
}
@media print{
 .verdict,.picture{break-inside:avoid}
}
""").substitute(
    text=TEXT, quiet=QUIET, line=LINE, focus=FOCUS, context=CONTEXT, bad=PALETTE[2], mark=PALETTE[0]
)
