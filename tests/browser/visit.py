"""A visit to a page, and what was seen on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import ConsoleMessage, Page, Request, Response

ARTEFACTS = Path(__file__).parents[2] / "test-artefacts"
BAD_REQUEST = 400


@dataclass
class Visit:
    """A page, and everything it asked for or complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._requested)
        self.page.on("response", self._answered)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)

    def _answered(self, response: Response) -> None:
        if response.status >= BAD_REQUEST:
            self.complaints.append(f"{response.status} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, address: str, name: str = "") -> Page:
        """Go to a page that is served, by the address with the token first, and wait until it is live."""
        self.page.goto(address, wait_until="commit")
        if name:
            self.page.goto(urljoin(address, name), wait_until="commit")
        self.page.wait_for_selector("[data-drawn] .scatterlayer .trace", timeout=60_000)
        return self.page

    def redraw(self, label: str, choice: str) -> None:
        """Choose something in a selector, and wait until the chart is drawn again."""
        before = self.page.get_attribute("[data-drawn]", "data-drawn")
        live = self.page.locator(
            ".live"
        )  # where a page is served; in JupyterLab there is nothing but selectors
        selector = (live if live.count() else self.page).get_by_label(label, exact=True)
        offered = [text.replace("\u00a0", " ") for text in selector.locator("option").all_inner_texts()]
        selector.select_option(index=offered.index(choice))
        self.page.wait_for_function(
            "before => document.querySelector('[data-drawn]').dataset.drawn !== before", arg=before
        )

    def picture(self, name: str) -> None:
        """Save a picture of the whole page."""
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
