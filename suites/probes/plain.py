"""Asks one operation a handful of plain requests, for a profile that has no more to give. At most 5 requests.

A good one, a page that a link leads to, one as nobody and a wrong one; an operation that writes makes one row, where
the run may.
"""

from suites.evidence.limits import limits_of
from suites.evidence.pages import read_page
from suites.inquiry import Inquiry
from suites.probes.asker import Asker, asker

FEW = 2  # rows of a page that surely leads on, where a list has more


def ask(inquiry: Inquiry) -> None:
    """Asks one operation."""
    asked = asker(inquiry)
    if inquiry.operation.reads:
        asked.ask()
        _follow(asked)
    elif drafted := inquiry.draft():
        inquiry.create(drafted)
    if inquiry.operation.security == "required":
        asked.ask(known=False)
    _wrong(asked)


def _follow(asked: Asker) -> None:
    listing = asked.operation.behaviour.listing if asked.operation.behaviour else None
    limits = limits_of(asked.operation, asked.contract)
    if listing is None or limits is None or not listing.cursor:
        return
    limit = (limits.parameter.name, str(max(FEW, limits.minimum)))
    page = read_page(asked.operation, asked.ask((limit,)).document)
    if page and page.next:
        asked.ask((limit, (listing.cursor, page.next)))


def _wrong(asked: Asker) -> None:
    for parameter, text in asked.bad_values()[:1]:
        if parameter.location == "path":
            asked.ask(path={parameter.name: text})
        else:
            asked.ask(((parameter.name, text),), instead=(parameter.name,))
