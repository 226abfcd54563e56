"""What is amiss with a page for somebody who zooms, spaces text out, has no mouse or no colour: looked for, and listed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALIKE = [[".sfg-drawing svg"], [".figures tbody tr:nth-child(n+3)"]]
ZOOMED = {"200%": 640, "400%": 320}
"""How many pixels are left of a desk's 1,280."""

LAID_OUT = "main>section{content-visibility:visible!important}"
"""What is far from the window is not laid out until it comes near; who measures all of a page at once has to have it all."""

SPACED = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
"""What WCAG 1.4.12 lets a reader set."""

OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > wide + 1 && !one.closest('.scroll, svg, .skip, .heard');
  }).map(one => one.outerHTML.slice(0, 120));
  return document.documentElement.scrollWidth > wide ? ['the page scrolls sideways', ...out] : out;
}"""
CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
  const style = getComputedStyle(one);
  const hides = style.overflowX === 'hidden' || style.overflowY === 'hidden';
  return hides && one.clientHeight > 1 && !one.closest('svg') && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1);
}).map(one => one.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll('a, button, summary, select, input')].filter(one => {
  const box = one.getBoundingClientRect();
  if (!box.width || one.closest('.skip')) return false;
  const within = one.tagName === 'A' && one.parentElement.textContent.trim() !== one.textContent.trim();
  return !within && Math.min(box.width, box.height) < 24;
}).map(one => one.outerHTML.slice(0, 120))"""
LAID_OUT_FOR_THE_WIDTH = """() => [...document.querySelectorAll('table.figures:not(.wide)')]
  .every(one => one.classList.contains('cards') === matchMedia('(max-width:36rem)').matches)"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
THERE = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return { there: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  window.passed ??= [];
  const before = window.passed.at(-1);
  const ordered = !before || !!(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.passed.push(one);
  return {
    what: one.outerHTML.slice(0, 120),
    shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    there: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    ordered,
  };
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return [style.transitionDuration, style.animationDuration].some(time => parseFloat(time) > 0) || style.scrollBehavior === 'smooth';
}).map(one => one.tagName)"""
UNREACHED = "() => [...document.querySelectorAll('[data-mark]')].filter(one => one.tabIndex < 0).length"
PAPER = """() => [...document.querySelectorAll('.sfg-drawing svg')].filter(one => one.getBoundingClientRect().width)
  .filter(one => getComputedStyle(one).backgroundColor !== 'rgb(255, 255, 255)').map(one => one.parentElement.getAttribute('aria-label').slice(0, 80))"""


def look(browser: Browser, address: str) -> dict[str, list[str]]:
    """Visit a page in every way, and list what is amiss by the id that the accessibility statement gives it."""
    found: dict[str, list[str]] = {}
    with visited(browser, address, 1280) as page:
        found["focus"] = by_keyboard(page)
    with visited(browser, address, 1280) as page:
        found["marks-by-keyboard"] = [f"{number} marks" for number in [page.evaluate(UNREACHED)] if number]
        page.emulate_media(reduced_motion="reduce")
        found["motion"] = page.evaluate(MOVING)
        page.emulate_media(forced_colors="active")
        found["forced-colours"] = page.evaluate(PAPER)
        page.emulate_media(forced_colors="none")
        unfold(page)
        page.add_style_tag(content=LAID_OUT)
        found["target-size"] = page.evaluate(SMALL)
        found["axe"] = broken(page)
        found["reflow"] = []
        for width in ZOOMED.values():
            page.set_viewport_size({"width": width, "height": 800})
            settle(page)
            found["reflow"] += page.evaluate(OUTSIDE)
        found["target-size"] += page.evaluate(SMALL)
        page.add_style_tag(content=SPACED)
        found["text-spacing"] = [*page.evaluate(OUTSIDE), *page.evaluate(CUT)]
    with visited(browser, address, 360) as page:
        found["axe"] += broken(page)
    return found


@contextmanager
def visited(browser: Browser, address: str, width: int) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto(address)
    yield page
    page.close()


def settle(page: Page) -> None:
    """Wait until the tables are laid out for the width, which is a moment after it changed, and two frames are painted."""
    page.wait_for_function(LAID_OUT_FOR_THE_WIDTH)
    page.evaluate(TWO_FRAMES)


def unfold(page: Page) -> None:
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")


def broken(page: Page) -> list[str]:
    """Name the rules of axe that are broken.

    It does not judge what is drawn, and takes long over rows, which are all made alike: two of each table are enough.
    """
    page.add_style_tag(content=LAID_OUT)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, context={"exclude": ALIKE}, options=options).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


def by_keyboard(page: Page) -> list[str]:
    """Go through a page with the tabulator until it is left; list what cannot be seen or comes out of turn."""
    faults = []
    for _ in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None:
            return faults
        if not here["there"]:  # what it passed on the way may only now have its height
            for _ in range(10):
                page.evaluate(TWO_FRAMES)
                here |= page.evaluate(THERE)
                if here["there"]:
                    break
        if not (here["shown"] and here["there"] and here["ordered"]):
            faults.append(str(here))
    return [*faults, "the page is never left"]
