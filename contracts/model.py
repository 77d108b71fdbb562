"""What a contract promises, as frozen values: operations, their parameters, bodies and replies.

These values decide nothing and read nothing: `reading.py` makes them from an OpenAPI document, and
`semantics.py` holds the values for what OpenAPI has no words for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contracts.semantics import Behaviour, Envelope, Semantics

Grade = Literal["law", "attested", "inferred"]
Location = Literal["path", "query", "header", "cookie"]
Security = Literal["required", "optional", "none"]

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON's or has its suffix (RFC 6839, section 3.1); its parameters do not matter."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON Schema node of the document, its `$ref`s unresolved.

    Args:
        pointer: where it stands, `#/components/schemas/Row`.
        value: the node itself.
    """

    pointer: str
    value: Mapping[str, Any] | bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation (OpenAPI 3.1, section 4.8.12)."""

    name: str
    location: Location
    required: bool
    schema: Schema
    pointer: str
    grade: Grade = "attested"


@dataclass(frozen=True, slots=True)
class Body:
    """A request body (OpenAPI 3.1, section 4.8.13): media type, in lower case, to schema."""

    required: bool
    content: Mapping[str, Schema]
    pointer: str


@dataclass(frozen=True, slots=True)
class Header:
    """A header a reply promises (OpenAPI 3.1, section 4.8.21)."""

    name: str
    required: bool
    schema: Schema | None
    pointer: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What an operation promises for one status (OpenAPI 3.1, section 4.8.17).

    Args:
        status: the status as the document spells it: `200`, `4XX` or `default`.
        content: media type, in lower case, to schema; empty where no body is promised.
        headers: the headers it promises.
        pointer: where it stands in the document.
        grade: `inferred` where the document marks the status so.
    """

    status: str
    description: str
    content: Mapping[str, Schema]
    headers: tuple[Header, ...]
    pointer: str
    grade: Grade = "attested"

    @property
    def json(self) -> Schema | None:
        """The schema of its JSON body; None where it promises none."""
        return next((schema for name, schema in self.content.items() if is_json(name)), None)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path, with all it promises.

    Args:
        id: the document's `operationId`, or the label where it has none.
        method: in upper case.
        path: the path template.
        parameters: those of the path item and of the operation, in the document's order.
        replies: status as spelled to reply.
        security: whether a caller must show who it is.
        behaviour: what the operation does with its resource; None where the semantics are silent.
        role: the role it asks for; None where any caller may.
        envelopes: the shape of an error body by status, where it is not the contract's own.
    """

    id: str
    method: str
    path: str
    summary: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: Body | None
    replies: Mapping[str, Reply]
    security: Security
    pointer: str
    grade: Grade = "attested"
    deprecated: bool = False
    behaviour: Behaviour | None = None
    role: str | None = None
    envelopes: Mapping[int, Envelope] | None = None

    @property
    def label(self) -> str:
        """`METHOD /path`, the name an operation goes by everywhere."""
        return f"{self.method} {self.path}"

    @property
    def reads(self) -> bool:
        """Whether the method is safe (RFC 9110, section 9.2.1)."""
        return self.method in SAFE_METHODS

    @property
    def success(self) -> Reply | None:
        """The reply of the lowest 2xx status it spells out; None where it spells out none."""
        statuses = sorted(status for status in self.replies if status.startswith("2"))
        return self.replies[statuses[0]] if statuses else None

    def parameter(self, location: Location, name: str) -> Parameter | None:
        """The parameter of that place and name; header names in any case (RFC 9110, section 5.1)."""
        folded = name.lower() if location == "header" else name
        for parameter in self.parameters:
            own = parameter.name.lower() if location == "header" else parameter.name
            if parameter.location == location and own == folded:
                return parameter
        return None

    def reply(self, status: int) -> Reply | None:
        """What is promised for a status: the status itself, its class `4XX`, or `default`."""
        return self.replies.get(str(status)) or self.replies.get(f"{status // 100}XX") or self.replies.get("default")


# Compared and hashed by identity: what is worked out from a contract (validators, routes) is kept beside it.
@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """A whole contract, read once and never changed; it equals itself alone.

    Args:
        title: the document's title.
        version: the document's version.
        source: the file it was read from, as a person would name it.
        document: the document with its overlay applied, for those who show it.
        operations: in the document's order.
        semantics: what OpenAPI has no words for.
        notes: what the kit ignores on purpose, a line each, for `contract lint`.
    """

    title: str
    version: str
    source: str
    document: Mapping[str, Any]
    operations: tuple[Operation, ...]
    semantics: Semantics
    notes: tuple[str, ...] = ()

    def operation(self, name: str) -> Operation | None:
        """The operation of that label (`GET /path`) or `operationId`."""
        return next((each for each in self.operations if name in (each.label, each.id)), None)
