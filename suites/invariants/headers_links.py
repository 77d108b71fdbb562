"""The family `headers`, links: what `Link` says of a page's neighbours is what its body says.

Pure: each function judges a trace and asks nothing. It applies where a contract declares both.
"""

import re
from collections.abc import Mapping

from contracts import Contract, Listing, Operation
from suites.evidence.header_fields import lines
from suites.evidence.pages import PageBody, cursor_of, pages
from suites.invariants.invariant import Invariant, lists
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Judgement

LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*!#$%&+.^`|~-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))*)')
RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
SPELLINGS = {"previous": "prev"}


def targets(exchange: Exchange) -> Mapping[str, str]:
    """The targets of `Link`, by relation (RFC 8288, section 3)."""
    found: dict[str, str] = {}
    for target, words in LINK.findall(", ".join(lines(exchange, "link"))):
        quoted = RELATION.search(words)
        for name in (quoted[1] or quoted[2] or "").lower().split() if quoted else ():
            found.setdefault(SPELLINGS.get(name, name), target)
    return found


def _linked(trace: Trace) -> Judgement:
    """HD-10: each neighbour that a page's body links to stands in `Link` too, with the same cursor, or in neither."""
    listing = trace.operation.behaviour.listing if trace.operation.behaviour else None
    judged, breaches = 0, []
    for page in pages(trace) if listing else ():
        told = targets(page.exchange)
        judged += 1
        for name, due in _neighbours(listing, page.body).items() if listing else ():
            sent = cursor_of(told.get(name), listing) if listing else None
            if sent != due:
                message = f"Link and body differ in {name}: {_word(sent)} in Link, {_word(due)} in the body."
                breaches.append(Breach(message, (page.exchange,), about=(name,)))
    return Judgement(judged, tuple(breaches), {"pages": judged}, lacking="no page was seen")


def _neighbours(listing: Listing, body: PageBody) -> Mapping[str, str | None]:
    """The cursors of a page's neighbours, by relation, where its body has a word for them."""
    found = (("next", listing.next, body.next), ("prev", listing.previous, body.previous))
    return {relation: cursor for relation, name, cursor in found if name is not None}


def _word(cursor: str | None) -> str:
    return "nothing" if cursor is None else f"{cursor[:40]}…" if len(cursor) > 40 else cursor


def _links_twice(operation: Operation, contract: Contract) -> str | None:
    headers = operation.success.headers if operation.success else ()
    declared = any(header.name.lower() == "link" for header in headers)
    return lists(operation, contract) or (None if declared else "the operation promises no Link")


INVARIANTS = (
    Invariant(
        id="HD-10",
        family="headers",
        title="Link leads where the body's links lead",
        rules=("attested",),
        judge=_linked,
        applies=_links_twice,
        source="RFC 8288, section 3; x-listing",
        scope="run",
    ),
)
