"""Requests for rows that are there and not for the one who asks, and those for rows that nobody has. Pure.

Whose a row is, earlier exchanges of the trace tell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from suites.inputs.absent import absent
from suites.invariants.scoping_sights import (
    is_own,
    organization_in_effect,
    organization_of,
    rows_named,
    seen_by_all,
    sees_visible,
)
from suites.traffic import Exchange, Trace


@dataclass(frozen=True, slots=True)
class Reach:
    """A request for a row that is there, and not for the one who asks.

    Args:
        exchange: the request.
        names: the path parameters that name such rows.
        witness: an exchange that showed that the row is there.
        foreign: whether it is another organisation's; else its visibility hides it.
    """

    exchange: Exchange
    names: tuple[str, ...]
    witness: Exchange
    foreign: bool


def reaches(trace: Trace) -> tuple[Reach, ...]:
    """Every request of the trace's operation for a row that is there, and not for the one who asks."""
    asked = [each for each in trace.own if each.asked.method == "GET" and not each.noisy and each.status != 401]
    owners = _owners(trace)
    foreign = (found for each in asked if (found := _foreign(trace, each, owners)))
    return (*foreign, *_hidden(trace, asked))


def _owners(trace: Trace) -> Mapping[tuple[str, str], Exchange]:
    """The first success for each value of a path parameter that names an organisation's row."""
    scoped = [name for name, resource in rows_named(trace.operation, trace.contract).items() if resource.scope]
    owners: dict[tuple[str, str], Exchange] = {}
    for each in trace.own:
        if each.status == 200 and is_own(trace.contract, each) and organization_of(each):
            for name in scoped:
                owners.setdefault((name, each.path_values[name]), each)
    return owners


def _foreign(trace: Trace, exchange: Exchange, owners: Mapping[tuple[str, str], Exchange]) -> Reach | None:
    own = organization_of(exchange)
    if own is None or not is_own(trace.contract, exchange):
        return None
    found = {
        name: owner
        for (name, value), owner in owners.items()
        if exchange.path_values.get(name) == value and organization_of(owner) != own
    }
    return Reach(exchange, tuple(found), next(iter(found.values())), foreign=True) if found else None


def _hidden(trace: Trace, asked: list[Exchange]) -> Iterator[Reach]:
    """Requests that were refused for rows that a list of all rows showed before; and after, if not as absent ones."""
    for name, resource in rows_named(trace.operation, trace.contract).items():
        if resource.scope or not sees_visible(trace.operation, resource):
            continue
        lists = seen_by_all(trace, resource)
        for each in asked:
            holding = [one.exchange for one in lists if each.path_values[name] in one.keys]
            before = [one for one in holding if one.number < each.number]
            after = [one for one in holding if one.number > each.number]
            if not before or not 400 <= (each.status or 0) < 500:
                continue
            reach = Reach(each, (name,), before[0], foreign=False)
            # A row that was made to be seen meanwhile is answered in another way than one that is not there.
            if after or any(each.status == other.status for other in controls(trace, reach)):
                yield reach


def controls(trace: Trace, reach: Reach) -> list[Exchange]:
    """The same caller's requests that differ in naming rows which nobody has."""
    due = dict(reach.exchange.path_values)
    for name in reach.names:
        due[name] = absent(trace.contract, trace.operation, name) or due[name]
    if due == reach.exchange.path_values:
        return []
    asked = reach.exchange.asked
    return [
        each
        for each in trace.own
        if each.path_values == due
        and not each.noisy
        and (each.asked.identity, each.asked.method, each.asked.query) == (asked.identity, asked.method, asked.query)
        and organization_in_effect(trace.contract, each) == organization_in_effect(trace.contract, reach.exchange)
    ]
