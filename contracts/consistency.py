"""Do the words of a contract agree with each other, and with the operations?

It refuses a contract that names what is not there, or lacks what it will need; it changes nothing. Here it is
codes, statuses, callers and the names of lists; resources and behaviours stand in the neighbours of that name.
"""

from collections.abc import Callable, Mapping
from typing import Final

from contracts.consistency_behaviour import refuse_behaviour
from contracts.consistency_resources import refuse_resource
from contracts.facts import Facts, missing
from contracts.model import Operation
from contracts.pointers import pointer
from contracts.reading_behaviour import LINKS, PARAMETERS
from contracts.semantics import ErrorRegistry

# The status of a refusal's code: a number where HTTP or the kit leaves no choice, else a key of the policy.
STATUSES: Final[Mapping[str, int | str]] = {
    "unauthenticated": 401,
    "role_missing": 403,
    "organization_foreign": 403,
    "route_unknown": 404,
    "method_unknown": 405,
    "row_unknown": 404,
    "conflict": 409,
    "payload_too_large": 413,
    "uri_too_long": 414,
    "headers_too_large": 431,
    "media_type_unknown": 415,
    "not_acceptable": 406,
    "body_malformed": "malformed_status",
    "filter_invalid": "expression_status",
    "sort_invalid": "expression_status",
    "fields_invalid": "expression_status",
    "embed_invalid": "expression_status",
    "cursor_invalid": "expression_status",
    "request_invalid": "validation_status",
    "rate_limited": 429,
    "unavailable": 503,
    "internal": 500,
}

# When a refusal can happen, and so needs a code. `rate_limited` alone never does by the contract.
_NEEDED: Final[Mapping[str, Callable[[Facts], bool]]] = {
    **dict.fromkeys(("route_unknown", "method_unknown", "request_invalid", "internal", "unavailable"), lambda _: True),
    **dict.fromkeys(("uri_too_long", "headers_too_large", "payload_too_large"), lambda _: True),
    "unauthenticated": lambda facts: any(each.security == "required" for each in facts.operations),
    "role_missing": lambda facts: any(each.role for each in facts.operations),
    "organization_foreign": lambda facts: facts.semantics.access.organization is not None,
    "conflict": lambda facts: any(each.behaviour and each.behaviour.kind == "create" for each in facts.operations),
    "body_malformed": lambda facts: any(each.body for each in facts.operations),
    "media_type_unknown": lambda facts: facts.semantics.policy["wrong_media_type"] == STATUSES["media_type_unknown"],
    "not_acceptable": lambda facts: facts.semantics.policy["not_acceptable"] == STATUSES["not_acceptable"],
    "filter_invalid": lambda facts: _lists_have(facts, "filter"),
    "sort_invalid": lambda facts: _lists_have(facts, "order"),
    "fields_invalid": lambda facts: _lists_have(facts, "fields"),
    "embed_invalid": lambda facts: _lists_have(facts, "embed"),
    "cursor_invalid": lambda facts: _lists_have(facts, "cursor"),
}


def refuse_contradictions(facts: Facts) -> None:
    """Refuse a contract whose words do not agree.

    Raises:
        ContractError: for the first thing that is named and not there, or needed and missing.
    """
    for name, resource in facts.semantics.resources.items():
        refuse_resource(facts, f"/x-resources{pointer((name,))}", resource)
    for operation in facts.operations:
        refuse_behaviour(facts, operation)
    _refuse_unused_names(facts)
    _refuse_access(facts)
    if facts.semantics.errors:
        _refuse_registry(facts, facts.semantics.errors)


def _lists_have(facts: Facts, name: str) -> bool:
    listings = (each.behaviour.listing for each in facts.operations if each.behaviour)
    return any(getattr(listing, name) for listing in listings if listing)


def _refuse_registry(facts: Facts, errors: ErrorRegistry) -> None:
    where = "/x-errors/refusals"
    for refusal, code in errors.refusals.items():
        place = f"{where}/{refusal}"
        if code not in errors.codes:
            raise missing(facts.source, place, "code", code, errors.codes)
        expected = STATUSES[refusal]
        status = facts.semantics.policy[expected] if isinstance(expected, str) else expected
        if errors.codes[code].status != status:
            source = f"the policy {expected}" if isinstance(expected, str) else "HTTP"
            problem = f"{code} has the status {errors.codes[code].status}, and {source} asks for {status}"
            raise facts.source.error(place, problem, f"Give {refusal} a code of {status}")
    for refusal, arises in _NEEDED.items():
        if refusal not in errors.refusals and arises(facts):
            raise facts.source.error(where, f"{refusal} has no code", "Name the code that it answers with")
    for name, resource in facts.semantics.resources.items():
        if resource.not_found and errors.codes[resource.not_found].status != STATUSES["row_unknown"]:
            problem = f"{resource.not_found} has the status {errors.codes[resource.not_found].status}, not 404"
            raise facts.source.error(f"/x-resources/{name}/not_found", problem, "Name a code of 404")


def _refuse_access(facts: Facts) -> None:
    access, registry = facts.semantics.access, facts.semantics.errors
    header = access.organization
    if header and not any(each.parameter("header", header) for each in facts.operations):
        known = {each.name for operation in facts.operations for each in operation.parameters}
        raise missing(facts.source, "/x-access/organization", "header parameter", header, known)
    for code in access.shown:
        if registry is None or code not in registry.codes:
            where = f"/x-access/shown{pointer((code,))}"
            raise missing(facts.source, where, "code", code, registry.codes if registry else ())


def _refuse_unused_names(facts: Facts) -> None:
    """A name of `x-listing` that no list goes by is a slip."""
    lists = [each for each in facts.operations if each.behaviour and each.behaviour.kind == "list"]
    if facts.listing is None or not lists:
        return
    for name in (*LINKS, *PARAMETERS):
        own = getattr(facts.listing, name)
        if own and not _lists_have(facts, name):
            what = "property of a page" if name in LINKS else "query parameter of a list"
            raise missing(facts.source, f"/x-listing/{name}", what, own, _seen(facts, lists, name))


def _seen(facts: Facts, lists: list[Operation], name: str) -> list[str]:
    """What lists have that a name of `x-listing` could have meant."""
    if name in PARAMETERS:
        return sorted({each.name for operation in lists for each in operation.parameters if each.location == "query"})
    pages = (each.success.json for each in lists if each.success)
    return sorted({found for page in pages if page for found in facts.references.properties(page)})
