"""The promises of a single page of a list, of its links, and of how it may be asked for."""

from functools import partial

from contracts import Contract, Operation
from suites.evidence.limits import limits_of
from suites.invariants.invariant import Invariant, lists, walks_forward
from suites.invariants.page_links import (
    ends_marked,
    keeps_what_was_asked,
    leads_on,
    leads_to_first,
    misses_no_next,
)
from suites.invariants.page_requests import cursors_survive, limit_domain, spellings_agree
from suites.invariants.page_rows import (
    default_size,
    distinct_rows,
    full_pages,
    no_precedent,
    ordered_rows,
    shaped,
    within_limit,
)


def limited(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that take a limit."""
    return lists(operation, contract) or (None if limits_of(operation, contract) else "the list takes no limit")


def forbids_short_pages(operation: Operation, contract: Contract) -> str | None:
    """Applies where a page must be full while rows follow."""
    reason = limited(operation, contract) or walks_forward(operation, contract)
    return reason or (
        None if contract.semantics.policy["short_pages"] == "forbid" else "short_pages allows short pages"
    )


def forbids_empty_pages(operation: Operation, contract: Contract) -> str | None:
    """Applies where a link must lead to rows."""
    policy = contract.semantics.policy
    reason = walks_forward(operation, contract)
    return reason or (None if policy["empty_page_with_next"] == "forbid" else "empty_page_with_next allows empty pages")


def marks_the_first(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose first page says that nothing precedes it."""
    listing = operation.behaviour.listing if operation.behaviour else None
    if not listing or not listing.previous:
        return lists(operation, contract) or "the list has no link back"
    return None if contract.semantics.policy["first_page_previous"] == "null" else "first_page_previous leaves it open"


def links_to_first(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that link to their first page."""
    listing = operation.behaviour.listing if operation.behaviour else None
    reason = walks_forward(operation, contract)
    return reason or (None if listing and listing.first else "the list has no link to its first page")


def links_by_url(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists whose links are URLs."""
    reason = walks_forward(operation, contract)
    return reason or (
        None if contract.semantics.policy["cursor_form"] == "url" else "cursor_form says a link is a cursor"
    )


def takes_parameters(operation: Operation, contract: Contract) -> str | None:
    """Applies to lists that take two parameters whose order can be changed."""
    listing = operation.behaviour.listing if operation.behaviour else None
    names = [name for name in (listing.limit, listing.order, listing.filter) if name] if listing else []
    return lists(operation, contract) or (None if len(names) > 1 else "the list takes no two parameters")


_page = partial(Invariant, family="pages", applies=lists, rules=("law",))
_LINKS = "docs/semantics.md, lists"

INVARIANTS = (
    _page(
        id="PG-01",
        title="a page holds no more rows than were asked for",
        judge=within_limit,
        applies=limited,
        rules=("attested",),
        source="the schema of the limit",
        scope="run",
        implies=("BW-01", "BW-02", "BW-04", "BW-07", "BW-10", "FW-08", "PG-03", "PG-08"),
    ),
    _page(
        id="PG-02",
        title="without a limit a page has the default size",
        judge=default_size,
        applies=limited,
        rules=("default_limit",),
        source="the schema's default; policy default_limit",
        scope="run",
    ),
    _page(
        id="PG-03",
        title="a page is full while more rows follow",
        judge=full_pages,
        applies=forbids_short_pages,
        rules=("short_pages",),
        source="policy short_pages",
        scope="run",
        implies=("FW-03", "FW-05", "FW-08", "BW-02", "BW-04", "BW-10", "PG-08"),
    ),
    _page(
        id="PG-04",
        title="next leads to rows",
        judge=leads_on,
        applies=forbids_empty_pages,
        rules=("empty_page_with_next",),
        source="policy empty_page_with_next",
        tier="T1",
        implies=("PG-06",),
    ),
    _page(
        id="PG-05",
        title="next is there while rows follow",
        judge=misses_no_next,
        applies=walks_forward,
        source="a walk shows the whole set",
        tier="T1",
        implies=("FW-03", "FW-04", "BW-01", "BW-02", "BW-05", "BW-07"),
    ),
    _page(
        id="PG-06",
        title="the end is marked",
        judge=ends_marked,
        rules=("inferred",),
        source=_LINKS,
    ),
    _page(
        id="PG-07",
        title="nothing precedes the first page",
        judge=no_precedent,
        applies=marks_the_first,
        rules=("first_page_previous",),
        source="policy first_page_previous",
        scope="run",
        implies=("PG-03", "BW-05"),
    ),
    _page(
        id="PG-08",
        title="first leads to the first page",
        judge=leads_to_first,
        applies=links_to_first,
        rules=("inferred",),
        source=_LINKS,
        tier="T1",
    ),
    _page(
        id="PG-09",
        title="the limit keeps to its domain",
        judge=limit_domain,
        applies=limited,
        rules=("limit_over_max", "limit_under_min"),
        source="the schema of the limit; policies limit_over_max and limit_under_min",
        implies=("PG-01", "ST-19"),
        tier="T1",
    ),
    _page(
        id="PG-10",
        title="no row stands twice on a page",
        judge=distinct_rows,
        source="a page is a part of a set",
        scope="run",
        implies=("FW-02", "FW-04", "FW-05", "PG-05", "BW-01", "BW-02", "BW-04", "BW-07", "BW-10"),
    ),
    _page(
        id="PG-11",
        title="the rows of a page stand in order",
        judge=ordered_rows,
        source="the order asked for, or the declared default",
        scope="run",
    ),
    _page(
        id="PG-12",
        title="links keep what was asked",
        judge=keeps_what_was_asked,
        applies=links_by_url,
        rules=("cursor_form",),
        source="policy cursor_form; RFC 3986",
    ),
    _page(
        id="PG-13",
        title="cursors survive a URL",
        judge=cursors_survive,
        applies=walks_forward,
        rules=("cursor_max_length",),
        source="policy cursor_max_length; RFC 3986, section 2.3",
        tier="T1",
    ),
    _page(
        id="PG-14",
        title="the spelling of a request changes nothing",
        judge=spellings_agree,
        applies=takes_parameters,
        source="RFC 3986, section 2.1; HTML, application/x-www-form-urlencoded",
        tier="T1",
    ),
    _page(
        id="PG-15",
        title="a page has its shape",
        judge=shaped,
        rules=("attested",),
        source="x-listing",
        scope="run",
        implies=("ST-03", "PG-11", "SO-02", "SO-03", "SO-07", "FW-03", "FW-08", "FI-02", "PJ-03", "SC-04"),
    ),
)
