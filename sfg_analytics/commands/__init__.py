"""The commands. What they print is in :mod:`sfg_analytics.console`; what they do is everywhere else."""

from __future__ import annotations

import typer

from sfg_analytics.commands.bringing_in import check, recognise, status, submit
from sfg_analytics.commands.combining import combine
from sfg_analytics.commands.contracts import contracts
from sfg_analytics.commands.demo import demo
from sfg_analytics.commands.examining import audit, releases, trace, verify
from sfg_analytics.commands.going_out import lab, publish, serve
from sfg_analytics.commands.keeping import forget, rekey, retain
from sfg_analytics.commands.mapping import map_export
from sfg_analytics.commands.measuring import count, measures
from sfg_analytics.commands.packing import equality, pack
from sfg_analytics.commands.policies import policies
from sfg_analytics.commands.reporting import report
from sfg_analytics.commands.siting import site

app = typer.Typer(
    name="sfg",
    help="Scope for Growth analytics: exports in; checked tables, protected figures and board pages out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

COMMANDS = (
    *(demo, submit, check, recognise, status, measures, count, policies),
    *(publish, combine, verify, audit, releases, trace, serve, pack, site, equality, report, lab),
    *(forget, retain, rekey),
)
for command in COMMANDS:
    app.command()(command)
app.command("map")(map_export)
app.add_typer(contracts, name="contracts")
