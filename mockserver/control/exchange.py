"""A state as a JSON document, and back: what one mock exports another one of the same contract imports.

The rows are those that fixtures would hold, judged by the fixtures' own checks. It replaces nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from contracts import Contract, Identities, UnreadableValue, tokens
from fixtures import Catalogue, verify
from mockserver.answers import Detail
from mockserver.bodies import Malformed, parse
from mockserver.clock import Clock
from mockserver.control.moments import read_instant, told_clock
from mockserver.store import Answered, Row, Snapshot


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a state is told and judged by.

    Args:
        contract: whose state it is.
        catalogue: the mock's own fixtures; who may call, and which organisations there are, is theirs to say.
        origin: where the images of rows lead to.
    """

    contract: Contract
    catalogue: Catalogue
    origin: str

    @property
    def whose(self) -> dict[str, str]:
        """The contract, as a document names it."""
        return {"title": self.contract.title, "version": self.contract.version}

    def told(self, snapshot: Snapshot, real: datetime) -> dict[str, Any]:
        """The document of a state; resources in the contract's order, rows and answers by their keys."""
        return {
            "contract": self.whose,
            "clock": told_clock(snapshot.clock, real),
            "made": snapshot.made,
            "rows": self._rows(snapshot),
            "answers": [_told_answer(key, answer) for key, answer in snapshot.answers.items()],
        }

    def faults(self, document: Mapping[str, Any]) -> Iterator[Detail]:
        """What is wrong with a document that follows its schema."""
        known = self.contract.semantics.resources
        for name in document["rows"]:
            if name not in known:
                yield _fault(f"is no resource of this contract. Known are {', '.join(known)}.", "rows", name)
        for problem in verify(self.contract, self._meant(document), complete=False):
            yield _fault(problem.message, "rows", *tokens(problem.pointer))
        yield from _clock_faults(document)
        yield from _answer_faults(document["answers"])

    def read(self, document: Mapping[str, Any], real: datetime) -> Snapshot:
        """The state of a document without faults."""
        clock = Clock(read_instant(document["clock"]["instant"]))
        return Snapshot(
            rows=self._meant(document).at(self.origin).rows,
            clock=clock.started(real) if document["clock"]["moving"] else clock,
            origin=self.origin,
            made=int(document["made"]),
            answers={each["key"]: _read_answer(each) for each in document["answers"]},
        )

    def _rows(self, snapshot: Snapshot) -> Mapping[str, tuple[Row, ...]]:
        """The rows as files hold them: related rows stand among their own, and images have no server."""
        resources = self.contract.semantics.resources
        rows = {
            name: tuple(_without(row, resource.relations) for row in snapshot.rows[name])
            for name, resource in resources.items()
        }
        return Catalogue(rows=rows).away(snapshot.origin).rows

    def _meant(self, document: Mapping[str, Any]) -> Catalogue:
        """The fixtures that a document stands for: nobody is asked to see a certain row in it."""
        rows = {name: tuple(document["rows"].get(name, ())) for name in self.contract.semantics.resources}
        identities = Identities(organizations=self.catalogue.identities.organizations)
        return replace(self.catalogue, directory="", rows=rows, identities=identities, strays=())


def _without(row: Row, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _told_answer(key: str, answer: Answered) -> dict[str, Any]:
    return {
        "key": key,
        "digest": answer.digest,
        "status": answer.status,
        "headers": orjson.loads(answer.headers),
        "body": answer.body.decode(),
    }


def _read_answer(told: Mapping[str, Any]) -> Answered:
    headers = orjson.dumps(told["headers"]).decode()
    return Answered(told["digest"], int(told["status"]), headers, told["body"].encode())


def _clock_faults(document: Mapping[str, Any]) -> Iterator[Detail]:
    try:
        read_instant(document["clock"]["instant"])
    except UnreadableValue as error:
        yield _fault(str(error), "clock", "instant")


def _answer_faults(answers: list[Mapping[str, Any]]) -> Iterator[Detail]:
    first: dict[str, int] = {}
    for index, each in enumerate(answers):
        earlier = first.setdefault(each["key"], index)
        if earlier != index:
            yield _fault(f"stands in /answers/{earlier} already.", "answers", index, "key")
        try:
            parse(each["body"].encode())
        except Malformed as error:
            yield _fault(str(error), "answers", index, "body")


def _fault(text: str, *place: str | int) -> Detail:
    return Detail(("body", *place), text, "state")
