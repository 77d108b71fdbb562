"""Whom to ask as, and for which rows: an identity and path values for each operation.

Ids come from `known` in the identities file or from what the deployment lists itself, never from us.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from contracts import EVERY_ROLE, Behaviour, Contract, Identity, Operation, Resource
from suites.evidence.pages import read_page
from suites.inputs.samples import path_properties, required_query, sample_path
from suites.sending.courier import Courier

CANDIDATES = 10  # path values that are tried for a list before the one with most rows is taken


@dataclass(frozen=True, slots=True)
class Subject:
    """How an operation is asked: as whom, and with which path values."""

    identity: Identity | None
    path: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unasked:
    """Why an operation cannot be asked."""

    reason: str


class Subjects:
    """Finds and remembers the subject of each operation.

    Args:
        courier: asks the target for what it lists.
    """

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._contract: Contract = courier.contract
        self._found: dict[str, Subject | Unasked] = {}
        self._rows: dict[str, tuple[Mapping[str, Any], ...]] = {}
        self._searching: list[str] = []

    def of(self, operation: Operation) -> Subject | Unasked:
        """The subject of an operation, or why it has none."""
        if operation.label not in self._found:
            self._found[operation.label] = self._find(operation)
        return self._found[operation.label]

    def caller(self, operation: Operation) -> Identity | None:
        """The identity that may call an operation: one told to have its role, before one that has every role."""
        identities = self._courier.target.identities
        told = [each for each in identities.identities.values() if operation.role in each.roles and not each.shows]
        usual = identities.with_role(operation.role)
        return told[0] if told and usual not in told else usual

    def rows(self, operation: Operation) -> tuple[Mapping[str, Any], ...]:
        """The rows of a list's largest first page, as its subject sees them; empty where it cannot be asked."""
        if operation.label not in self._rows:
            subject = self.of(operation)
            self._rows[operation.label] = () if isinstance(subject, Unasked) else self._page(operation, subject)
        return self._rows[operation.label]

    def alike(self, operation: Operation) -> tuple[Mapping[str, Any], ...]:
        """Rows of an operation's resource, from the first list that shows any."""
        resource = operation.behaviour.resource if operation.behaviour else None
        for source in self._contract.operations if resource else ():
            other = source.behaviour
            listed = other and other.kind == "list" and other.resource and resource
            if listed and other and other.resource and resource and other.resource.name == resource.name:
                rows = self.rows(source)
                if rows:
                    return rows
        return ()

    def _find(self, operation: Operation) -> Subject | Unasked:
        refusal = self._courier.target.refusal(operation)
        if refusal:
            return Unasked(refusal)
        identity = self.caller(operation)
        if identity is None and operation.security == "required":
            who = f"has the role {operation.role}" if operation.role else "is known"
            return Unasked(f"no identity {who} (--identities, --token-env)")
        candidates = [Subject(identity, path) for path in self._paths(operation, identity)]
        path = candidates[0].path if candidates else sample_path(self._contract, operation)
        if operation.role and identity and EVERY_ROLE in identity.roles:
            reason = f"{identity.name} is refused with 403, and it asks for the role {operation.role} (--identities)"
            if self._refused(operation, path, identity) if operation.reads else self._turned_away(operation, reason):
                return Unasked(reason)
        if not candidates:
            names = ", ".join(each.name for each in operation.parameters if each.location == "path")
            return Unasked(f"no value is known for {{{names}}} (`known` in --identities), and no list yields one")
        return self._richest(operation, candidates)

    def _turned_away(self, operation: Operation, reason: str) -> bool:
        """Whether a read of the same role is refused for that reason: a write is not sent to find out."""
        reads = (each for each in self._contract.operations if each.reads and each.role == operation.role)
        found = (self.of(each) for each in reads)
        return any(isinstance(each, Unasked) and each.reason == reason for each in found)

    def _refused(self, operation: Operation, path: Mapping[str, str], identity: Identity) -> bool:
        needed = required_query(self._contract, operation)
        return self._courier.ask(operation, path, needed, identity=identity).status == 403

    def _richest(self, operation: Operation, candidates: list[Subject]) -> Subject:
        behaviour = operation.behaviour
        if behaviour is None or behaviour.kind not in ("list", "collect") or len(candidates) == 1:
            return candidates[0]
        return max(candidates, key=lambda each: len(self._page(operation, each)))

    def _paths(self, operation: Operation, identity: Identity | None) -> list[Mapping[str, str]]:
        names = [each.name for each in operation.parameters if each.location == "path"]
        if not names:
            return [{}]
        behaviour = operation.behaviour
        if behaviour and behaviour.kind in ("list", "collect") and all(each.any for each in behaviour.within):
            wild = {each.parameter: each.any or "" for each in behaviour.within}
            if set(wild) == set(names):
                return [wild]
        found: dict[tuple[str, ...], Mapping[str, str]] = {}
        self._searching.append(operation.label)
        try:
            listed = list(islice(self._listed(operation, names), CANDIDATES))
        finally:
            self._searching.pop()
        for path in (*listed, *self._known(identity, names)):
            found.setdefault(tuple(path[name] for name in names), path)
            if len(found) == CANDIDATES:
                break
        return list(found.values())

    def _known(self, identity: Identity | None, names: list[str]) -> Iterator[Mapping[str, str]]:
        identities = self._courier.target.identities
        own = identity.known if identity else {}
        values = [(*own.get(name, ()), *identities.known.get(name, ())) for name in names]
        for index in range(max((len(each) for each in values), default=0)):
            if all(each for each in values):
                yield {name: each[min(index, len(each) - 1)] for name, each in zip(names, values, strict=True)}

    def _listed(self, operation: Operation, names: list[str]) -> Iterator[Mapping[str, str]]:
        columns = path_properties(operation)
        if set(columns) != set(names):
            return
        for source in self._contract.operations:
            if source.label not in self._searching and self._lists_same(source, operation):
                yield from self._from_rows(self.rows(source), columns)
        yield from self._parents(operation, names)

    def _parents(self, operation: Operation, names: list[str]) -> Iterator[Mapping[str, str]]:
        """Path values from lists of the innermost parent: its key, and what that list is within."""
        behaviour = operation.behaviour
        within = behaviour.within[-1] if behaviour and behaviour.within and not behaviour.by else None
        parent = self._contract.semantics.resources.get(within.parent or "") if within else None
        if behaviour is None or within is None or parent is None:
            return
        for source in self._contract.operations:
            columns = {**path_properties(source), within.parameter: parent.key}
            if source.label not in self._searching and _lists(source, parent, behaviour) and {*names} <= {*columns}:
                yield from self._from_rows(self.rows(source), {name: columns[name] for name in names})

    def _lists_same(self, source: Operation, operation: Operation) -> bool:
        own, other = operation.behaviour, source.behaviour
        if own is None or other is None or own.resource is None or not _lists(source, own.resource, own):
            return False
        unasked = {each.parameter for each in other.within if not each.any}
        recursive = own.kind == "list" and unasked >= {each.parameter for each in own.within}
        return not recursive

    def _from_rows(
        self, rows: tuple[Mapping[str, Any], ...], columns: Mapping[str, str]
    ) -> Iterator[Mapping[str, str]]:
        for row in rows:
            values = {name: row.get(column) for name, column in columns.items()}
            if all(isinstance(value, str | int) and value != "" for value in values.values()):
                yield {name: str(value) for name, value in values.items()}

    def _page(self, operation: Operation, subject: Subject) -> tuple[Mapping[str, Any], ...]:
        query = (*required_query(self._contract, operation), *largest(operation))
        exchange = self._courier.ask(operation, subject.path, query, subject.identity)
        if exchange.status != 200:
            return ()
        if isinstance(exchange.document, list):
            return tuple(row for row in exchange.document if isinstance(row, Mapping))
        page = read_page(operation, exchange.document)
        return page.items if page else ()


def _lists(source: Operation, resource: Resource, asking: Behaviour) -> bool:
    """Whether an operation lists rows of a resource that another one, by what it sees, has too."""
    other = source.behaviour
    if other is None or other.kind != "list" or other.resource is None:
        return False
    return other.resource.name == resource.name and (other.sees == "visible" or asking.sees == "all")


def largest(operation: Operation) -> tuple[tuple[str, str], ...]:
    """The query for the largest page an operation promises; empty where it takes no limit, or nothing bounds it."""
    listing = operation.behaviour.listing if operation.behaviour else None
    return ((listing.limit, str(listing.maximum)),) if listing and listing.limit and listing.maximum else ()
