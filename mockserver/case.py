"""One request before the gate: what it asks for and who asks, each found out when a check first needs it.

It gathers facts and refuses nothing. The order in which they are judged is `admission.py`'s.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import unquote

from contracts import Contract, Identity, Listing, Match, Operation, Policy, Schema, is_json, match
from mockserver.answers import Detail, Refusal
from mockserver.bodies import body_faults, media_type, parse, schema_for
from mockserver.callers import Caller, Callers
from mockserver.expressions import Expressions, Reader
from mockserver.incoming import Incoming
from mockserver.parameters import Arguments, read_arguments
from mockserver.refusals import Refusals
from mockserver.store.cursors import Cursors
from mockserver.store.page import Row

NOWHERE: Final = Match(None, {}, (), None)
NAMELESS: Final = Listing(items="")  # of an operation whose rows nothing can be said about
_MALFORMED = re.compile("%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Gate:
    """What every request is judged by.

    Args:
        contract: what is promised.
        callers: who may call.
        cursors: what opens a cursor.
        refusals: what is answered to whom is not let in.
        find: the row that a path names, or the refusal where it or a parent is not there; None where it names none.
    """

    contract: Contract
    callers: Callers
    cursors: Cursors
    refusals: Refusals
    find: Callable[["Case"], Row | Refusal | None]


class Case:
    """The facts of one request.

    Args:
        gate: what it is judged by.
        incoming: the request.
    """

    def __init__(self, gate: Gate, incoming: Incoming) -> None:
        self.gate = gate
        self.incoming = incoming

    @property
    def policy(self) -> Policy:
        """The rules in effect."""
        return self.gate.contract.semantics.policy

    @cached_property
    def match(self) -> Match:
        """What the path leads to; a path whose bytes are no percent-encoded UTF-8 leads nowhere."""
        path = self.incoming.path
        if not _is_text(path):
            return NOWHERE
        if self.policy["trailing_slash"] == "same" and len(path) > 1:
            path = path.removesuffix("/")
        return match(self.gate.contract, self.incoming.method, path)

    @property
    def operation(self) -> Operation | None:
        """What is asked for; None where nothing by that path and method is."""
        return self.match.operation

    @cached_property
    def caller(self) -> Caller:
        """Who asks."""
        return self.gate.callers.caller(self.incoming)

    @property
    def identity(self) -> Identity | None:
        """Who asks, where the mock knows it."""
        return self.caller.identity

    @cached_property
    def arguments(self) -> Arguments:
        """The parameters, read."""
        if self.operation is None:
            return Arguments({}, {}, ())
        return read_arguments(self.gate.contract, self.operation, self.match.path_values, self.incoming)

    @property
    def path(self) -> Mapping[str, Any]:
        """The values of path parameters, those that can be read."""
        return self.arguments.path

    @property
    def organization_sent(self) -> str | None:
        """The organisation that is asked for, where the operation takes one; several headers are one list."""
        name = self.gate.contract.semantics.access.organization
        if name is None or self.operation is None or self.operation.parameter("header", name) is None:
            return None
        sent = self.incoming.header(name)
        return ", ".join(sent) if sent else None

    @property
    def organization(self) -> str | None:
        """The organisation in effect: the caller's own, for a foreign one is not let in."""
        return self.identity.organization if self.identity else None

    @property
    def body_schema(self) -> Schema | None:
        """The schema of a body of the media type that was sent; None where the operation takes no such body."""
        body = self.operation.body if self.operation else None
        return schema_for(body, media_type(self.incoming)) if body else None

    @property
    def has_json(self) -> bool:
        """Whether a body was sent that is to be read as JSON."""
        told = media_type(self.incoming)
        return bool(self.incoming.body) and self.body_schema is not None and told is not None and is_json(told)

    @cached_property
    def body(self) -> Any:
        """The JSON value of the body; None where there is none to read.

        Raises:
            Malformed: for a body that is no JSON.
        """
        return parse(self.incoming.body) if self.has_json else None

    @property
    def faults(self) -> tuple[Detail, ...]:
        """All faults of path, query, headers and body, in this order."""
        return (*self.arguments.faults, *self._body_faults())

    @cached_property
    def expressions(self) -> Expressions:
        """The expressions of the query, read; ExpressionError for the first bad one."""
        reader = self.reader
        if reader is None or self.operation is None:
            return Expressions()
        bound = (self.operation.label, self.arguments.path, self.organization)
        return reader.read(self.arguments.query, bound)

    @property
    def reader(self) -> Reader | None:
        """What reads this operation's expressions; None where it is about no rows."""
        behaviour = self.operation.behaviour if self.operation else None
        if behaviour is None or behaviour.resource is None:
            return None
        return Reader(behaviour, behaviour.resource, behaviour.listing or NAMELESS, self.policy, self.gate.cursors)

    @cached_property
    def row(self) -> Row | Refusal | None:
        """The row that the path names, or what is answered where it or a parent of it is not there."""
        return self.gate.find(self)

    def _body_faults(self) -> tuple[Detail, ...]:
        if self.operation is None or self.operation.body is None:
            return ()
        if not self.incoming.body:
            missing = Detail(("body",), "is missing", "missing")
            return (missing,) if self.operation.body.required else ()
        if not self.has_json or self.body_schema is None:
            return ()
        resource = self.operation.behaviour.resource if self.operation.behaviour else None
        return tuple(body_faults(self.gate.contract, self.body_schema, resource, self.body))


def _is_text(path: str) -> bool:
    if _MALFORMED.search(path):
        return False
    try:
        unquote(path, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
