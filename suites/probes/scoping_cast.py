"""Who asks beside whom, and for which rows: identities of two organisations, a second member, one who may see less.

Ids come from `known` of an identity or from what the deployment lists to it, never from us.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from contracts import Identity, Operation, Resource
from suites.inputs.samples import path_properties, required_query
from suites.inquiry import Inquiry
from suites.invariants.scoping_sights import all_lists, behaviour_of, is_own, rows_named, sees_visible, shown_rows
from suites.subjects import Subject, largest
from suites.traffic import Exchange, target_of

PATIENCE = 2  # times that a request is sent again where an overloaded server or the network spoke
TRIED = 3  # rows of a source that path values are taken from
DEPTH = 2  # lists that are asked one after the other for the values of one path

Pairs = tuple[tuple[str, str], ...]
Path = Mapping[str, str]
Side = TypeVar("Side")


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks, and with values of its own for the operation's path; None where none are known."""

    identity: Identity
    path: Path | None


class Cast:
    """The identities that may ask an operation, and what they ask.

    Args:
        inquiry: the operation, and who sends.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        self.contract = inquiry.contract
        self.operation = inquiry.operation
        known = inquiry.courier.target.identities.identities.values()
        self.known = [each for each in known if each.shows is None]
        self._before = len(inquiry.courier.exchanges)

    @property
    def every(self) -> bool:
        """Whether nothing is to be spared."""
        return self.inquiry.profile.every

    def sides(self, two: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
        """Two who ask for each other's: the first for the second's; and the other way round where nothing is spared."""
        yield two[0], two[1]
        if self.every:
            yield two[1], two[0]

    @property
    def asked(self) -> Sequence[Exchange]:
        """What has been asked so far."""
        return self.inquiry.courier.exchanges[self._before :]

    def once(self, identity: Identity | None, path: Path, query: Pairs = ()) -> Exchange:
        """Asks the cast's own operation, where it has not been asked just so."""
        due = (*required_query(self.contract, self.operation), *query)
        who, own = identity.name if identity else None, target_of(self.operation, path)
        for each in self.asked:
            asked = each.asked
            same = (asked.method, asked.path, tuple(asked.query), asked.identity) == ("GET", own, due, who)
            if same and not each.noisy and is_own(self.contract, each):
                return each
        return self.ask(identity, path, query)

    def came_in(self, identity: Identity) -> bool:
        """Whether somebody asked for its own organisation already, and was let in."""
        return any(
            each.operation is self.operation
            and each.asked.identity == identity.name
            and is_own(self.contract, each)
            and each.status not in (401, 403)
            for each in self.asked
        )

    def ask(
        self,
        identity: Identity | None,
        path: Path,
        query: Pairs = (),
        operation: Operation | None = None,
        headers: Pairs = (),
    ) -> Exchange:
        """Asks an operation, the cast's own where none is named; again where noise answers."""
        asked = operation or self.operation
        pairs = (*required_query(self.contract, asked), *query)
        for _ in range(PATIENCE + 1):
            exchange = self.inquiry.courier.ask(asked, path, pairs, identity, headers)
            if not exchange.noisy:
                break
        return exchange

    def parties(self) -> list[Party]:
        """Identities of two organisations, the inquiry's own before others; fewer where no more are known."""
        may = [each for each in self.known if each.organization and each.has(self.operation.role)]
        may.sort(key=lambda each: each is not self.inquiry.identity)
        if not may:
            return []
        first = may[0]
        others = [each for each in may if not _together(first, each)]
        others.sort(key=lambda each: each.roles != first.roles)
        return [Party(each, self.path(each)) for each in (first, *others[:1])]

    def peer(self, party: Party) -> Identity | None:
        """A second member of a party's organisation."""
        may = [each for each in self.known if each.has(self.operation.role) and _together(party.identity, each)]
        may = [each for each in may if each.name != party.identity.name]
        return min(may, key=lambda each: each.roles != party.identity.roles, default=None)

    def path(self, identity: Identity) -> Path | None:
        """Path values of an identity's own for the operation; None where none are known."""
        subject = self.inquiry.subject
        if subject and (not self.scoped or (subject.identity and subject.identity.name == identity.name)):
            return subject.path
        paths = list(islice(self._paths(identity, self.operation, DEPTH), TRIED))
        found = behaviour_of(self.operation)
        if found and found[0].kind != "read" and self.operation.path.count("{") and len(paths) > 1:
            sized = largest(self.operation)
            return next((path for path in paths if shown_rows(self.once(identity, path, sized))), paths[0])
        return paths[0] if paths else None

    @property
    def scoped(self) -> bool:
        """Whether the operation shows, or names in its path, rows of an organisation."""
        found = behaviour_of(self.operation)
        named = rows_named(self.operation, self.contract).values()
        return bool(found and found[1].scope) or any(each.scope for each in named) or found is None

    def onlooker(self) -> Identity | None:
        """Who asks to see what only others may: one without the role that shows every row, before all others."""
        own = self.inquiry.identity
        roles = {each.role for resource in self.hiding() for each in all_lists(resource, self.contract)}
        may = [each for each in self.known if each.has(self.operation.role)]
        may.sort(key=lambda each: (any(each.has(role) for role in roles), each is not own, not each.organization))
        return may[0] if may else own

    def hiding(self) -> list[Resource]:
        """The resources that the operation shows, or names in its path, and of which it hides rows."""
        found = behaviour_of(self.operation)
        named = (*rows_named(self.operation, self.contract).values(), *((found[1],) if found else ()))
        return [each for each in named if not each.scope and sees_visible(self.operation, each)]

    def listed_whole(self, resource: Resource) -> tuple[Operation, Subject] | None:
        """A list of every row of a resource, and its subject; None where nobody may ask it."""
        for operation in all_lists(resource, self.contract):
            subject = self.inquiry.subjects.of(operation)
            if isinstance(subject, Subject):
                return operation, subject
        return None

    def _paths(self, identity: Identity, operation: Operation, depth: int) -> Iterator[Path]:
        names = [each.name for each in operation.parameters if each.location == "path"]
        behaviour = operation.behaviour
        wild = {each.parameter: each.any for each in behaviour.within if each.any} if behaviour else {}
        if set(wild) >= set(names):
            yield {name: wild[name] or "" for name in names}
            return
        values = [identity.known.get(name) or ((wild[name] or "",) if name in wild else ()) for name in names]
        if all(values):
            for index in range(max(len(each) for each in values)):
                yield {name: each[min(index, len(each) - 1)] for name, each in zip(names, values, strict=True)}
        if depth:
            yield from self._listed(identity, operation, names, depth - 1)

    def _listed(self, identity: Identity, operation: Operation, names: list[str], depth: int) -> Iterator[Path]:
        for source, columns in self._sources(operation):
            may = identity.has(source.role) and set(columns) >= set(names)
            path = next(self._paths(identity, source, depth), None) if may else None
            rows = shown_rows(self.ask(identity, path, largest(source), source)) if path is not None else ()
            cells = ({name: row.get(columns[name]) for name in names} for row in rows)
            yield from (
                {name: str(cell) for name, cell in each.items()}
                for each in cells
                if all(isinstance(cell, str | int) and cell != "" for cell in each.values())
            )

    def _sources(self, operation: Operation) -> Iterator[tuple[Operation, Mapping[str, str]]]:
        """Lists whose rows hold values for an operation's path, with the property behind each parameter."""
        found = behaviour_of(operation)
        if found is None:
            return
        own, resource = found
        last = own.within[-1] if own.within and not own.by else None
        wanted = self.contract.semantics.resources.get(last.parent or "") if last else resource
        for source in self.contract.operations:
            other = behaviour_of(source)
            if other is None or other[0].kind != "list" or other[1] is not wanted or source.label == operation.label:
                continue
            if other[0].sees == "visible" or own.sees == "all":
                key = {last.parameter: other[1].key} if last else path_properties(operation)
                yield source, {**path_properties(source), **key}


def through_any(operation: Operation, path: Path) -> tuple[Path, ...]:
    """The path below the values that stand for all parents; none where an operation has no such value."""
    behaviour = operation.behaviour
    wild = {each.parameter: each.any for each in behaviour.within if each.any} if behaviour else {}
    return ({**path, **wild},) if wild and {**path, **wild} != path else ()


def _together(one: Identity, other: Identity) -> bool:
    """Whether two identities are told to be of one organisation."""
    return (one.organization or "").casefold() == (other.organization or "").casefold() and bool(one.organization)
