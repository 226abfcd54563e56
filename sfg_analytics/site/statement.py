"""The accessibility statement, in the form that the public sector accessibility regulations ask for.

What is known to be amiss lies in ``known_issues.json``. The tests of the pages hold it to what they find: an issue found and
not listed fails them, and so does one listed and no longer found.

References
----------
Government Digital Service, *Sample accessibility statement* (for the Public Sector Bodies (Websites and Mobile Applications)
(No. 2) Accessibility Regulations 2018), whose headings and duties these are.
"""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

from sfg_analytics.page.markup import joined, shown
from sfg_analytics.site.addresses import STATEMENT
from sfg_analytics.site.page import Page

_KNOWN = Path(__file__).parent / "known_issues.json"
_NOBODY = (
    "<p>Whoever publishes these pages has not said yet whom to ask: the place for it is the <code>--contact</code> option of "
    "<code>sfg site</code>. Until then, tell whoever sent you the link.</p>"
)
_TEXT = Template("""
<section aria-labelledby="scope"><h2 id="scope">Using these pages</h2>
<p>This accessibility statement applies to the pages in this folder: the board’s, the system’s and the fairness pages, and this
one. They are run by $publisher. We want as many people as possible to be able to use them. You should be able to:</p>
<ul><li>change colours and contrast by your browser’s or device’s settings</li>
<li>zoom in to 400% without the page spilling off the screen</li>
<li>move through the pages with a keyboard alone</li>
<li>listen to them with a screen reader: every chart is told in words, and has a table of the same numbers</li>
<li>read them without colour: no colour speaks alone</li><li>read everything without scripts</li></ul></section>
<section aria-labelledby="how"><h2 id="how">How accessible these pages are</h2>
$known</section>
<section aria-labelledby="contact"><h2 id="contact">Feedback and contact information</h2>
<p>If you find a problem that is not listed here, think that these pages do not meet accessibility requirements, or need these
figures in another form, such as large print, an easy to read text or a spreadsheet:</p>
$contact</section>
<section aria-labelledby="enforcement"><h2 id="enforcement">Enforcement procedure</h2>
<p>The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public Sector Bodies (Websites and Mobile
Applications) (No. 2) Accessibility Regulations 2018 (the ‘accessibility regulations’). If you are not happy with how we
respond to your complaint, contact the Equality Advisory and Support Service (EASS). In Northern Ireland the Equality Commission
for Northern Ireland (ECNI) enforces them.</p></section>
<section aria-labelledby="technical"><h2 id="technical">Technical information about these pages’ accessibility</h2>
<p>$Publisher is committed to making these pages accessible, in accordance with the Public Sector Bodies (Websites and Mobile
Applications) (No. 2) Accessibility Regulations 2018.</p>
<h3>Compliance status</h3>
<p>$status</p></section>
<section aria-labelledby="non-accessible"><h2 id="non-accessible">Non-accessible content</h2>
$failures
<h3>Disproportionate burden</h3><p>None is claimed.</p>
<h3>Content that’s not within the scope of the accessibility regulations</h3><p>None.</p></section>
<section aria-labelledby="improve"><h2 id="improve">What we’re doing to improve accessibility</h2>
<p>What the tests find is mended, or listed here, before the software is changed. No audit by people who use assistive technology
has been made yet; it is the next step.</p></section>
<section aria-labelledby="prepared"><h2 id="prepared">Preparation of this accessibility statement</h2>
<p>This statement was prepared on $prepared, with the pages. The pages were last tested by the automated tests of the
software that wrote them (sfg-analytics $version), on a made-up system: each kind of page on a phone’s and on a desk’s width with
axe-core in Chromium; by keyboard; at 200% and 400% zoom; with text spaced out, colours forced and motion reduced; and on paper. Automated
tests cannot find everything.</p></section>
""")


def known_issues() -> list[dict[str, str]]:
    """Give what is known to be amiss: ``id``; ``what``, in words; ``criterion`` of WCAG 2.2 that it fails, or nothing."""
    listed: list[dict[str, str]] = json.loads(_KNOWN.read_text("utf-8"))
    return listed


def statement(*, contact: str = "", publisher: str = "", prepared: str = "", version: str = "") -> Page:
    """Give the page.

    Parameters
    ----------
    contact
        Whom to ask, and how: plain text, a line for each way; a place to be filled, when empty.
    publisher
        Who runs the pages.
    prepared
        The day.
    version
        Of the software.
    """
    issues = known_issues()
    failures = [one for one in issues if one["criterion"]]
    listed = joined(f"<li>{shown(one['what'])}</li>" for one in issues)
    failing = joined(
        f"<li>{shown(one['what'])} This fails WCAG 2.2 success criterion {shown(one['criterion'])}.</li>"
        for one in failures
    )
    whom = joined(f"<p>{shown(line)}</p>" for line in contact.splitlines() if line.strip())
    who = shown(publisher) or "whoever sent you the link to them"
    text = _TEXT.substitute(
        publisher=who,
        Publisher=who[:1].upper() + who[1:],
        prepared=shown(prepared) or "the day on which the pages were written",
        version=shown(version),
        known=f"<p>We know of these parts that are not as good as they should be:</p><ul>{listed}</ul>"
        if listed
        else "<p>We know of no part that is not accessible.</p>",
        contact=whom or _NOBODY,
        status=_status(len(failures)),
        failures=f"<h3>Non-compliance with the accessibility regulations</h3><ul>{failing}</ul>"
        if failing
        else "<p>The automated tests found no content that fails the accessibility regulations.</p>",
    )
    return Page(STATEMENT, STATEMENT, "Accessibility statement for Scope for Growth", (), (), text)


def _status(failures: int) -> str:
    standard = "the Web Content Accessibility Guidelines version 2.2 AA standard"
    if failures:
        return (
            f"These pages are partially compliant with {standard}, due to the non-compliances listed below."
        )
    return (
        f"These pages are partially compliant with {standard}: the automated tests found no failure, and until people who use "
        "assistive technology have tried them the pages do not claim to be fully compliant."
    )
