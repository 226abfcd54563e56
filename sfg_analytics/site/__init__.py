"""Pages that need no server of ours: a publication as a folder of files, for any web server or shared folder to hold.

Every state of a page is a page of its own, made when the folder is written: the board's of each organisation, the system's
of each measure, the equality committee's of each organisation and measure. The board's and the equality committee's are there as
at each earlier month that is broken down, too. So each is there at once, without a script; its
address is the link to it; and what two pages say of the same figure is said by the same function. A script of ours, where it
may run, turns the links between states into selectors and changes the page in place.
"""

from __future__ import annotations

from sfg_analytics.site.addresses import BOARD
from sfg_analytics.site.composing import Pages
from sfg_analytics.site.writing import Site, write_site

__all__ = ["BOARD", "Pages", "Site", "write_site"]
