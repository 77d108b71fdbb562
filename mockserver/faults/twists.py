"""How a part is replaced: one maker a seam, each of which gives a fault's `apply` from a few lines of its own.

Where two faults replace one part, the later one is given what the earlier one made.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.middleware import Middleware
from starlette.responses import Response

from contracts import Behaviour, Contract, Operation, Order, Relation, Resource, match
from mockserver.admission import Admitted, Stage
from mockserver.answers import Answer, Refusal, Reply
from mockserver.behaviours import Behave, Tools
from mockserver.case import Case, Gate
from mockserver.expressions import Expressions
from mockserver.faults.fault import Apply
from mockserver.incoming import Incoming
from mockserver.parts import Parts
from mockserver.store import Cursors, Equal, Page, PageRequest, Position, Row, Side, Store

Item = dict[str, Any]


class Twisted(Store):
    """A store that answers some questions otherwise; it shares everything else with the one it is made from."""

    def __init__(
        self,
        sound: Store,
        page: Callable[[Store, PageRequest], Page] = lambda store, request: store.page(request),
        find: Callable[[Store, Resource, Sequence[Equal]], Row | None] = lambda store, *asked: store.find(*asked),
        related: Callable[[Store, Relation, Sequence[Row]], Mapping[Any, tuple[Row, ...]]] = (
            lambda store, *asked: store.related(*asked)
        ),
        position: Callable[[Store, Resource, Order, Row, Side], Position] = (
            lambda store, *asked: store.position(*asked)
        ),
    ) -> None:
        self.__dict__.update(sound.__dict__)
        self._sound, self._page, self._find = sound, page, find
        self._related, self._position = related, position

    def page(self, request: PageRequest) -> Page:
        """A page, as it is read here."""
        return self._page(self._sound, request)

    def find(self, resource: Resource, where: Sequence[Equal]) -> Row | None:
        """A row, as it is found here."""
        return self._find(self._sound, resource, where)

    def related(self, relation: Relation, rows: Sequence[Row]) -> Mapping[Any, tuple[Row, ...]]:
        """Related rows, as they are found here."""
        return self._related(self._sound, relation, rows)

    def position(self, resource: Resource, order: Order, row: Row, side: Side) -> Position:
        """The place beside a row, as it is told here."""
        return self._position(self._sound, resource, order, row, side)


def storing(**questions: Any) -> Apply:
    """Answers questions to the store otherwise, by the names of `Twisted`."""
    return lambda parts, _: replace(parts, store=lambda store: Twisted(parts.store(store), **questions))


def paging(read: Callable[[Store, PageRequest], Page]) -> Apply:
    """Reads pages otherwise."""
    return storing(page=read)


def finding(find: Callable[[Store, Resource, Sequence[Equal]], Row | None]) -> Apply:
    """Finds the row that a path names otherwise."""
    return storing(find=find)


def asking(change: Callable[[PageRequest], PageRequest]) -> Apply:
    """Asks the store for another page than the one that was asked for."""
    return paging(lambda store, request: store.page(change(request)))


def cut(change: Callable[[Page, PageRequest], Page]) -> Apply:
    """Changes a page that was read."""
    return paging(lambda store, request: change(store.page(request), request))


def placing(change: Callable[[Position, Resource, Order], Position]) -> Apply:
    """Has cursors carry another place."""
    return storing(
        position=lambda store, resource, order, row, side: change(
            store.position(resource, order, row, side), resource, order
        )
    )


def understood(change: Callable[[Contract], Contract]) -> Apply:
    """Takes the contract for another one."""
    return lambda parts, _: replace(parts, contract=lambda contract: change(parts.contract(contract)))


def operations(change: Callable[[Operation], Operation]) -> Apply:
    """Takes operations for others."""
    return understood(lambda contract: replace(contract, operations=tuple(map(change, contract.operations))))


def resources(change: Callable[[Resource], Resource]) -> Apply:
    """Takes resources for others, wherever the contract speaks of them."""

    def other(contract: Contract) -> Contract:
        changed = {name: change(each) for name, each in contract.semantics.resources.items()}
        semantics = replace(contract.semantics, resources=changed)
        return replace(
            contract, semantics=semantics, operations=tuple(_about(each, changed) for each in contract.operations)
        )

    return understood(other)


def _about(operation: Operation, changed: Mapping[str, Resource]) -> Operation:
    behaviour = operation.behaviour
    if behaviour is None or behaviour.resource is None:
        return operation
    return replace(operation, behaviour=replace(behaviour, resource=changed[behaviour.resource.name]))


def policed(**values: Any) -> Apply:
    """Follows another policy."""

    def other(contract: Contract) -> Contract:
        policy = contract.semantics.policy
        policy = replace(policy, values={**policy.values, **values})
        return replace(contract, semantics=replace(contract.semantics, policy=policy))

    return understood(other)


def hearing(change: Callable[[Incoming, Operation], Incoming]) -> Apply:
    """Takes a request to an operation for another request."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        def hear(incoming: Incoming) -> Incoming:
            incoming = parts.hear(incoming)
            operation = match(contract, incoming.method, incoming.path).operation
            return change(incoming, operation) if operation else incoming

        return replace(parts, hear=hear)

    return apply


def gating(change: Callable[[Gate], Gate]) -> Apply:
    """Judges requests by something else."""
    return lambda parts, _: replace(parts, gate=lambda gate: change(parts.gate(gate)))


def sealing(change: Callable[[Cursors], Cursors]) -> Apply:
    """Makes and reads cursors otherwise."""
    return lambda parts, _: replace(parts, cursors=lambda cursors: change(parts.cursors(cursors)))


def staging(name: str, check: Callable[[Stage, Case], Answer | None]) -> Apply:
    """Checks otherwise at one stage; the check is given the sound one."""

    def apply(parts: Parts, _: Contract) -> Parts:
        sound = parts.stages[name]
        return replace(parts, stages={**parts.stages, name: lambda case: check(sound, case)})

    return apply


def behaving(kind: str, behave: Callable[[Behave, Admitted, Behaviour, Resource, Tools], Answer]) -> Apply:
    """Does otherwise what operations of a kind do; it is given the sound one."""

    def apply(parts: Parts, _: Contract) -> Parts:
        sound = parts.behaviours[kind]
        return replace(parts, behaviours={**parts.behaviours, kind: lambda *given: behave(sound, *given)})

    return apply


def expressing(change: Callable[[Expressions, Admitted, Behaviour], Expressions], kind: str = "list") -> Apply:
    """Takes the expressions of a list for others; its cursors stay bound to those that were sent."""
    return behaving(
        kind,
        lambda sound, admitted, behaviour, *rest: sound(
            replace(admitted, expressions=change(admitted.expressions, admitted, behaviour)), behaviour, *rest
        ),
    )


def showing(change: Callable[[list[Item], Admitted, Behaviour], list[Item]], *kinds: str) -> Apply:
    """Changes the rows of an answer, of every kind of read unless kinds are told."""

    def behave(sound: Behave, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
        answer = sound(admitted, behaviour, resource, tools)
        return answer if isinstance(answer, Refusal) else _shown(answer, change, admitted, behaviour)

    def apply(parts: Parts, contract: Contract) -> Parts:
        for kind in kinds or ("list", "read", "collect"):
            parts = behaving(kind, behave)(parts, contract)
        return parts

    return apply


def _shown(
    answer: Reply,
    change: Callable[[list[Item], Admitted, Behaviour], list[Item]],
    admitted: Admitted,
    behaviour: Behaviour,
) -> Reply:
    body, listing = answer.body, behaviour.listing
    if behaviour.kind == "list" and listing:
        return replace(answer, body={**body, listing.items: change(body[listing.items], admitted, behaviour)})
    if isinstance(body, list):
        return replace(answer, body=change(body, admitted, behaviour))
    return replace(answer, body=change([body], admitted, behaviour)[0])


def finishing(change: Callable[[Case, Answer], Answer]) -> Apply:
    """Changes what leaves the engine."""
    return lambda parts, _: replace(parts, finish=lambda case, answer: change(case, parts.finish(case, answer)))


def refusing(name: str, change: Callable[[Case, Refusal], Answer]) -> Apply:
    """Changes a refusal: one that the mock knows by this name, of an expression wherever it is told."""

    def finish(case: Case, answer: Answer) -> Answer:
        return change(case, answer) if isinstance(answer, Refusal) and is_named(case, answer, name) else answer

    return finishing(finish)


def is_named(case: Case, answer: Refusal, name: str) -> bool:
    """Whether a refusal is the one of this name."""
    kind = f"invalid_{name.removesuffix('_invalid')}"
    if name.endswith("_invalid") and any(each.kind == kind for each in answer.details):
        return True
    return answer.code == case.gate.refusals.named(name, case.operation).code


def failing(case: Case, _: Answer) -> Refusal:
    """What is answered by a server that met its own defect."""
    return case.gate.refusals.named("internal", case.operation)


def rendering(change: Callable[[Response, Answer, str], Response]) -> Apply:
    """Changes a response; it is given what is answered and the method."""

    def apply(parts: Parts, _: Contract) -> Parts:
        return replace(
            parts, render=lambda answer, method, vary: change(parts.render(answer, method, vary), answer, method)
        )

    return apply


def around(*layers: Middleware) -> Apply:
    """Stands around every answer."""
    return lambda parts, _: replace(parts, around=(*layers, *parts.around))


def together(*applied: Apply) -> Apply:
    """One after the other."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        for each in applied:
            parts = each(parts, contract)
        return parts

    return apply


def only(where: Callable[[Contract], Sequence[Operation]], change: Callable[[Case, Answer], Answer]) -> Apply:
    """Changes what leaves the engine on some operations."""

    def apply(parts: Parts, contract: Contract) -> Parts:
        labels = {each.label for each in where(contract)}

        def finish(case: Case, answer: Answer) -> Answer:
            return change(case, answer) if case.operation and case.operation.label in labels else answer

        return finishing(finish)(parts, contract)

    return apply


def counted() -> Iterator[int]:
    """One, two, three and so on."""
    number = 0
    while True:
        number += 1
        yield number
