"""``sfg policies``: the rules of disclosure control, as tables and as pages to begin one's own with."""

from __future__ import annotations

from typing import Annotated

import typer

from sfg_analytics.commands.options import Json


def policies(
    policy: Annotated[
        str | None,
        typer.Argument(help="A policy, or a YAML file of one, for all its fields.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """List the policies of disclosure control, or print one as a page to begin your own with."""
    from sfg_analytics import console
    from sfg_analytics.disclosure import POLICIES, find_policy, policies_page, policy_as_yaml

    chosen = [find_policy(policy)] if policy else list(POLICIES.values())
    if json:
        console.say_json([one.as_json() for one in chosen])
    elif policy:
        console.say_line(policy_as_yaml(chosen[0]))
    else:
        console.say_markdown(policies_page())
