"""The accessibility statement, in the form that the public sector accessibility regulations ask for."""

from __future__ import annotations

from sfg_analytics.site.addresses import STATEMENT
from sfg_analytics.site.page import Page

_TEXT = """
<section aria-labelledby="scope"><h2 id="scope">Using these pages</h2>
<p>This statement applies to the pages in this folder. We want as many people as possible to be able to use them. You should be
able to:</p>
<ul><li>zoom to 400% without anything spilling off the screen</li><li>use the pages with a keyboard alone</li>
<li>listen to the pages with a screen reader: every chart is told in words, and has a table of the same numbers</li>
<li>read the pages without colour: no colour speaks alone</li><li>read everything without scripts</li></ul></section>
<section aria-labelledby="how"><h2 id="how">How accessible these pages are</h2>
<p>We know of these parts that are not as good as they should be:</p>
<ul><li>the marks of a chart cannot be reached one by one with a keyboard; its table has every number</li>
<li>tables with many columns scroll sideways at high zoom between a phone’s and a desk’s width</li></ul></section>
<section aria-labelledby="contact"><h2 id="contact">Feedback and contact information</h2>
<p>If you need these figures in another form, or find a problem that is not listed here, tell whoever sent you the link. They
publish these pages and answer for them.</p></section>
<section aria-labelledby="enforcement"><h2 id="enforcement">Enforcement procedure</h2>
<p>The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public Sector Bodies (Websites and Mobile
Applications) (No. 2) Accessibility Regulations 2018 (the ‘accessibility regulations’). If you are not happy with how your
complaint is answered, contact the Equality Advisory and Support Service (EASS).</p></section>
<section aria-labelledby="technical"><h2 id="technical">Technical information about these pages’ accessibility</h2>
<p>The publisher is committed to making these pages accessible, in accordance with the accessibility regulations.</p>
<h3>Compliance status</h3>
<p>These pages are partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard, due to the
non-compliances listed below.</p>
<h3>Non-accessible content</h3>
<p>None found by the automated tests. They cannot find everything: no audit by people who use assistive technology has been made
yet, and until then the pages do not claim to be fully compliant.</p></section>
<section aria-labelledby="prepared"><h2 id="prepared">Preparation of this statement</h2>
<p>This statement is written with the pages. They are tested whenever the software changes, on a made-up system: each kind of page
at a phone’s and a desk’s width, with axe-core in Chromium, by keyboard, and on paper.</p></section>
"""


def statement() -> Page:
    """Give the page."""
    return Page(STATEMENT, STATEMENT, "Accessibility statement", (), (), _TEXT)
