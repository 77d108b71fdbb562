"""A create: a row that follows from the body, the path and what the server sets; kept whole, or not at all.

Who asks twice under one key is answered the first answer again. A refused write changes nothing, not even the key.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson

from contracts import Behaviour, Operation, Resource
from mockserver.admission import Admitted
from mockserver.answers import Answer, Refusal, Reply
from mockserver.behaviours.new_row import Making, new_row
from mockserver.behaviours.once import Asked, asked
from mockserver.behaviours.representation import represent
from mockserver.behaviours.template import filled
from mockserver.behaviours.tools import Tools
from mockserver.encoding import encode, verbatim
from mockserver.store import Answered, Clash, Row, Writing


def create_row(admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools) -> Answer:
    """Add the row that a request asks for."""
    try:
        with tools.store.writing() as writing:
            return _Create(admitted, behaviour, resource, tools, writing).answer()
    except Clash:
        return tools.refusals.named("conflict", admitted.operation)


class _Create:
    """One create, within its transaction."""

    def __init__(
        self, admitted: Admitted, behaviour: Behaviour, resource: Resource, tools: Tools, writing: Writing
    ) -> None:
        self._admitted, self._behaviour, self._resource = admitted, behaviour, resource
        self._tools, self._writing = tools, writing

    def answer(self) -> Answer:
        """The first answer under the request's key, a refusal, or a new row's."""
        once = asked(self._admitted, self._behaviour.creation)
        kept = self._writing.answered(once.key) if once else None
        if once and kept:
            return _again(kept) if kept.digest == once.digest else self._conflict()
        if self._is_flagged():
            return self._conflict()
        reply = self._reply(self._row())
        return self._kept(reply, once)

    def _is_flagged(self) -> bool:
        """Whether the organisation in effect takes no such write."""
        flag, organization = self._behaviour.creation.conflict, self._admitted.organization
        flags = self._tools.organizations.get(organization or "", {})
        return flag is not None and flags.get(flag) is True

    def _row(self) -> Row:
        making = Making(
            number=self._writing.number,
            now=self._writing.clock.now(self._tools.real()),
            secret=self._tools.settings.secret("row"),
        )
        row = new_row(self._admitted, self._behaviour, self._resource, self._tools.contract, making)
        return self._writing.insert(self._resource, row)

    def _reply(self, row: Row) -> Reply:
        return Reply(
            _status(self._admitted.operation),
            self._body(row),
            {"Location": location} if (location := self._location(row)) else {},
        )

    def _body(self, row: Row) -> Mapping[str, Any]:
        if not self._behaviour.template:
            return represent([row], self._admitted, self._behaviour, self._tools)[0]
        values = {f"row.{name}": str(value) for name, value in row.items()}
        values["origin"] = self._admitted.incoming.origin
        return {name: filled(text, values) for name, text in self._behaviour.template.items()}

    def _location(self, row: Row) -> str | None:
        name = self._behaviour.creation.location
        read = self._tools.contract.operation(name) if name else None
        if read is None or read.behaviour is None:
            return None
        named = {within.parameter: row[within.property] for within in read.behaviour.within}
        named[read.behaviour.by or ""] = row[self._resource.key]
        path = read.path
        for parameter, value in named.items():
            path = path.replace(f"{{{parameter}}}", quote(str(value), safe=""))
        return path

    def _kept(self, reply: Reply, once: Asked | None) -> Reply:
        """The reply, its bytes settled, and kept under the request's key."""
        body = encode(reply.body)
        if once:
            headers = orjson.dumps(dict(reply.headers)).decode()
            self._writing.keep(once.key, Answered(once.digest, reply.status, headers, body))
        return Reply(reply.status, verbatim(body), reply.headers)

    def _conflict(self) -> Refusal:
        return self._tools.refusals.named("conflict", self._admitted.operation)


def _again(kept: Answered) -> Reply:
    return Reply(kept.status, verbatim(kept.body), orjson.loads(kept.headers))


def _status(operation: Operation) -> int:
    """The status that the operation promises for a write that was done; 201 where it says `2XX` (RFC 9110)."""
    status = operation.success.status if operation.success else ""
    return int(status) if status.isdecimal() else 201
