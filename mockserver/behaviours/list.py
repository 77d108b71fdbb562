"""A list: one page of rows, in order, with links to the pages around it."""

from typing import Final

from contracts import Behaviour, Listing, Policy, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer, Detail, Reply
from mockserver.behaviours.links import links
from mockserver.behaviours.representation import represent
from mockserver.behaviours.rows import conditions
from mockserver.behaviours.tools import Tools
from mockserver.store import PageRequest

# Rows that no store holds: where a contract knows no largest page, one more than these can still be asked for.
_LARGEST: Final = 2**31


def list_rows(admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """The page that a request asks for."""
    listing, policy = behaviour.listing, tools.contract.semantics.policy
    if listing is None:
        return tools.refusals.named("unavailable", admitted.operation)
    backward = bool(listing.backward and admitted.query.get(listing.backward))
    if backward and admitted.expressions.position is None and policy["backward_without_cursor"] == "reject":
        detail = Detail(("query", str(listing.backward)), f"goes with {listing.cursor} only", "missing")
        return tools.refusals.named("request_invalid", admitted.operation, details=[detail])
    request = PageRequest(
        resource=resource,
        where=conditions(admitted, behaviour, resource),
        filter=admitted.expressions.filter,
        order=admitted.expressions.order,
        position=admitted.expressions.position,
        backward=backward and not _starts_over(admitted, policy),
        limit=_limit(admitted, listing, policy),
    )
    page = tools.store.page(request)
    items = represent(page.rows, admitted, behaviour, tools)
    return Reply(200, {listing.items: items, **dict(links(page, request, listing, admitted, tools))})


def _starts_over(admitted: Admitted, policy: Policy) -> bool:
    """Whether a backward page without a cursor is the first one here."""
    return admitted.expressions.position is None and policy["backward_without_cursor"] == "first_page"


def _limit(admitted: Admitted, listing: Listing, policy: Policy) -> int:
    sent = admitted.query.get(listing.limit or "")
    limit = policy["default_limit"] if sent is None else sent
    return int(min(limit, listing.maximum or limit, _LARGEST))
