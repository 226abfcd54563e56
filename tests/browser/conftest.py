"""A real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.visit import Visit

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium(playwright: Playwright) -> str:
    """Find a Chromium: the one named, the system's, or Playwright's own."""
    named = os.environ.get("SFG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    path = named or playwright.chromium.executable_path
    if not Path(path).exists():
        pytest.fail("There is no Chromium: run 'make test', which installs it, or name one in SFG_CHROMIUM.")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    yield Visit(page)
    page.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield Visit(page)
    page.close()
