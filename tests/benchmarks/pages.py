"""How soon a reader sees a figure, in a real browser: stock Voilà, our pages under Voilà, and the same pages as files.

The rival is the same notebook under Voilà's own template, without kernels kept ready, on the same machine in the same run.
Stock Voilà asks other hosts for style sheets; those are refused at once here, which is kinder to it than a firewall is.

python -m tests.benchmarks.pages [PUBLICATION]
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from sfg_analytics.publication import read_publication
from sfg_analytics.serve import alone, served
from sfg_analytics.serve.dashboard import _environment, _furnish  # the same process, otherwise furnished
from sfg_analytics.serve.server import LOOPBACK, free_port, launch, temporary_room
from sfg_analytics.site import write_site
from tests.browser.conftest import QUIET, chromium

ROUNDS = 5
ALONE = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}"  # said to the browser: to stop each request takes time
REST = 10  # seconds: a kernel is being ended, or the next one made ready, and each is to have the machine to itself
FIRST, LIVE = "figure svg.sfg-wide", "[data-drawn]"


@contextmanager
def stock(publication: Path) -> Iterator[str]:
    """Serve the board's notebook as Voilà does by itself."""
    port = free_port(0)
    with temporary_room() as room:
        _furnish(room, {"Voila": {"port": port}}, 0)
        (room / "dashboards" / "voila.json").unlink()
        command = [
            sys.executable, "-m", "voila", "board.ipynb", "--no-browser", "--template=lab",
            f"--port={port}", "--Voila.port_retries=0", "--VoilaExecutor.timeout=60",
        ]  # fmt: skip
        server = launch(
            command,
            room=room,
            folder=room / "dashboards",
            environment=_environment(room) | {"SFG_PUBLICATION": str(publication)},
            address=f"http://{LOOPBACK}:{port}/",
            probe="/voila/static/voila.js",
        )
    with server:
        yield server.address


@contextmanager
def files(folder: Path) -> Iterator[str]:
    """Serve a folder as any web server does."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer((LOOPBACK, 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{LOOPBACK}:{server.server_port}/"
    server.shutdown()


def seen(browser: Browser, address: str, *marks: str) -> tuple[list[float], Page, list[int]]:
    """Open an address in a browser that knows nothing yet; give the seconds until each mark is on the page."""
    page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    times = []
    for mark in marks:
        page.wait_for_selector(mark, timeout=120_000)
        times.append(time.perf_counter() - began)
        if mark == FIRST:
            sizes.append(-sum(sizes))
    return times, page, sizes


CHOOSE = """async ([place, index]) => {
  const selector = document.querySelectorAll("select")[place];
  const before = SHOWN, began = performance.now();
  selector.selectedIndex = index;
  selector.dispatchEvent(new Event("change", { bubbles: true }));
  while (SHOWN === before) await new Promise((done) => setTimeout(done, 1));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));  // it is painted
  return performance.now() - began;
}"""


def choices(page: Page, label: str, shown: str, turns: int = 8) -> float:
    """Choose one answer after another, and give the median of the milliseconds until the page has painted it."""
    times = []
    for turn in range(turns):
        selector = page.get_by_label(label, exact=True).last  # another, once the page is another
        options = selector.locator("option").count()
        place = selector.evaluate("one => [...document.querySelectorAll('select')].indexOf(one)")
        times.append(page.evaluate(CHOOSE.replace("SHOWN", f"({shown})"), [place, (turn + 1) % options]))
    return statistics.median(times)


def main() -> None:
    """Take turns, so that whatever else the machine does falls on all alike; print medians and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("publication", type=Path, nargs="?", default=Path("demo/publication"))
    publication = parser.parse_args().publication.resolve()
    drawn = "document.querySelector('[data-drawn]')?.dataset.drawn"
    first: dict[str, list[float]] = {"stock Voilà, cold": [], "ours under Voilà": [], "ours as files": []}
    live: list[float] = []
    moved: dict[str, list[float]] = {"stock": [], "live": [], "files": []}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        write_site(read_publication(publication), Path(folder) / "site")
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=[*QUIET, ALONE])
        with (
            stock(publication) as rival,
            served(alone(publication)) as gate,
            files(Path(folder) / "site") as plain,
        ):
            time.sleep(10)  # until a kernel is ready, as on any machine that serves
            for _ in range(ROUNDS):
                times, page, _ = seen(browser, rival, LIVE)
                first["stock Voilà, cold"] += times
                moved["stock"].append(choices(page, "Month", drawn))
                page.context.close()
                time.sleep(REST)
                times, page, _ = seen(browser, gate.address(), FIRST, LIVE)
                first["ours under Voilà"].append(times[0])
                live.append(times[1])
                moved["live"].append(choices(page, "Month", drawn))
                page.context.close()
                time.sleep(REST)
                times, page, sizes = seen(browser, plain, FIRST)
                first["ours as files"] += times
                moved["files"].append(
                    choices(page, "Organisation", "document.querySelector('h1').textContent")
                )
                weight = max(-size for size in sizes)
                page.context.close()
        browser.close()
    base = statistics.median(first["stock Voilà, cold"])
    told = {
        "seconds to the first chart": {
            name: round(statistics.median(times), 2) for name, times in first.items()
        },
        "times sooner than stock": {
            name: round(base / statistics.median(times), 1) for name, times in first.items()
        },
        "seconds until live": round(statistics.median(live), 2),
        "milliseconds from choice to chart": {
            name: round(statistics.median(times)) for name, times in moved.items()
        },
        "kB fetched before the first chart, as files": round(weight / 1000),
    }
    print(json.dumps(told, indent=2, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
