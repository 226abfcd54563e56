"""``sfg publish``, ``serve`` and ``lab``: what comes out of a store, and who looks at it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from sfg_analytics.commands.options import Json, PreviousOption, StoreOption


def publish(
    store: StoreOption,
    to: Annotated[Path, typer.Option("--to", help="The publication's folder.", show_default=False)],
    audience: Annotated[
        list[str] | None,
        typer.Option(
            help="Whom it is for: an organisation's code, system, which is shown all (the default), or public, which may be "
            "shown to everybody. Of several, each has a folder of its own."
        ),
    ] = None,
    policy: Annotated[
        str | None, typer.Option(help="A disclosure policy in place of the plan's.", show_default=False)
    ] = None,
    previous: PreviousOption = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="What is published, a page of YAML; by default the standard plan.", show_default=False
        ),
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
            help="When this is, in universal time; by default when the newest submission used came.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Count, protect, estimate, audit and write a publication that is safe to show."""
    from sfg_analytics import console

    summaries = publish_store(
        store, to, audiences=audience or ("system",), policy=policy, previous=previous or (), plan=plan, at=at
    )
    if json:
        console.say_json(summaries if audience and len(audience) > 1 else summaries[0])
    else:
        for summary in summaries:
            console.say_pairs("Published" if summary["changed"] else "Unchanged", summary)


def serve(
    publication: Annotated[
        Path | None,
        typer.Argument(
            help="A publication's folder; left out where --access names them.", show_default=False
        ),
    ] = None,
    access: Annotated[
        Path | None,
        typer.Option(help="Who may see which publication, a page of TOML.", show_default=False),
    ] = None,
    public: Annotated[
        bool,
        typer.Option("--public", help="Let in whoever comes; only for a publication made for the public."),
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            help="Port on this machine; 0 takes a free one. By default what a hub says, else 8866.",
            show_default=False,
        ),
    ] = None,
    base: Annotated[str, typer.Option(help="The path under which a proxy or hub passes requests on.")] = "",
) -> None:
    """Show publications to those they are for: pages at once, and live. Listens on this machine only."""
    from sfg_analytics import console
    from sfg_analytics.serve import alone, load_access
    from sfg_analytics.serve import serve as serve_pages

    if (publication is None) == (access is None) or (public and access is not None):
        raise typer.BadParameter(
            "Name either a publication (with --public if it is everybody's) or an --access page."
        )
    seen_by = load_access(access) if access is not None else alone(publication, public=public)  # type: ignore[arg-type]  # one is there
    serve_pages(seen_by, port=own_port(port), base=own_base(base), ready=say_addresses, tell=console.say_line)


def own_port(asked: int | None) -> int:
    """Give the port to listen on: what was asked for, else what a JupyterHub that started this says, else 8866."""
    if asked is not None:
        return asked
    return urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", "")).port or 8866


def own_base(asked: str) -> str:
    """Give the path under which to answer: what was asked for, else what a JupyterHub that started this says."""
    base = "/" + (asked or os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "")).strip("/") + "/"
    return "/" if base == "//" else base


def lab(
    store: StoreOption,
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address only.")] = False,
) -> None:
    """Open JupyterLab at a copy of the notebooks, the store already set."""
    from sfg_analytics.serve import lab as open_lab

    open_lab(store, port=port, open_browser=not no_browser, ready=_say_lab)


def publish_store(
    store: Path,
    to: Path,
    *,
    audiences: Sequence[str] = ("system",),
    policy: str | None = None,
    previous: Sequence[Path] = (),
    plan: Path | None = None,
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """Publish a store, and give a summary of each publication."""
    from sfg_analytics import console
    from sfg_analytics.contract import load_contracts
    from sfg_analytics.disclosure import find_policy
    from sfg_analytics.publish import load_plan
    from sfg_analytics.publish import publish as write

    contracts = load_contracts()
    chosen = load_plan(plan, contracts=contracts, policy=find_policy(policy) if policy else None)
    with console.progress(1) as step:
        written = write(
            store,
            to,
            audiences=audiences,
            plan=chosen,
            previous=previous,
            contracts=contracts,
            at=at.replace(tzinfo=UTC) if at else source_date(),
            progress=step,
        )
    return [
        {
            "publication": str(to / audience if len(audiences) > 1 else to),
            "audience": audience,
            "release": one.publication.release,
            "changed": one.changed,
            "policy": one.publication.manifest["policy"]["name"],
            "organisations": one.publication.organisations.height,
            "figures": one.publication.estimates.height,
            "hidden": int(one.publication.estimates["hidden"].count()),
        }
        for audience, one in zip(audiences, written, strict=True)
    ]


def source_date() -> datetime | None:
    """Take the moment from SOURCE_DATE_EPOCH, by which builds are made reproducible."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return None
    try:
        return datetime.fromtimestamp(int(stated), UTC)
    except (ValueError, OverflowError, OSError):
        raise typer.BadParameter("SOURCE_DATE_EPOCH is not a number of seconds since 1970.") from None


def say_addresses(addresses: dict[str, str]) -> None:
    """Print where the pages of each audience are."""
    from sfg_analytics import console

    for name, address in addresses.items():
        of = f" for {name}" if len(addresses) > 1 else ""
        console.out.print(f"The pages{of} are at [bold]{address}[/]", soft_wrap=True)
    console.out.print("Ctrl-C ends it.")
    sys.stdout.flush()


def _say_lab(address: str) -> None:
    from sfg_analytics import console

    console.out.print(f"JupyterLab is at [bold]{address}[/]  (Ctrl-C ends it)")
    sys.stdout.flush()
