"""What a contract means where OpenAPI has no words: frozen values, one for each word of the overlay.

The words are closed by `semantics.schema.json` and told in `docs/semantics.md`. Nothing here knows HTTP
or a database; `reading.py` makes the values, the mock behaves by them and the suites judge by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contracts.creation import Creation, Timeline
from contracts.policy import Policy
from contracts.values import Fields

Kind = Literal["list", "collect", "read", "create", "template"]
Sees = Literal["visible", "all"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The shape of an error body.

    Args:
        schema: the pointer of its schema in the document; None where the document has none.
        code: JSON pointer to the machine-readable code; None where the body has none.
        message: JSON pointer to the text for people; None where the body has none.
        status: JSON pointer to a repeated HTTP status; None where the body has none.
        errors: JSON pointer to the list of field details; None where the body has none.
        loc: the detail's property that holds the place: `[query, limit]`.
        text: the detail's property that holds the text for people.
        kind: the detail's property that holds the type of fault.
    """

    schema: str | None
    code: str | None
    message: str | None
    status: str | None
    errors: str | None
    loc: str = "loc"
    text: str = "msg"
    kind: str = "type"


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the registry: the only status it may stand with, and a text for people."""

    name: str
    status: int
    message: str
    grade: Literal["attested", "inferred"] = "inferred"


@dataclass(frozen=True, slots=True)
class ErrorRegistry:
    """Every code an error may carry, and which refusal answers with which.

    Args:
        envelope: the shape of every error body that declares no other.
        codes: by name.
        refusals: a refusal's name (a row of `semantics.schema.json`) to the code it answers with.
    """

    envelope: Envelope
    codes: Mapping[str, Code]
    refusals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call.

    Args:
        token: the pattern a well-formed bearer token matches; None where any text may be one.
        organization: the header that names the organisation in effect; None where there are none.
        shown: a code of the registry that an identity can show, to where it shows: on every
            `secured` operation, or on `writes` only.
    """

    token: str | None = None
    organization: str | None = None
    shown: Mapping[str, Literal["secured", "writes"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visibility:
    """The rows that a caller without the role for all of them sees: those whose property equals a value."""

    property: str
    equals: Any


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of another resource that a row may carry.

    Args:
        name: the property of the row that carries them.
        many: whether it carries a list; else one row or null.
        resource: whose rows.
        local: the property of this row that is matched.
        foreign: the property of the other row that it is matched with.
        order: the sort expression of a list.
        inline: carried always, asked for or not.
        schema: pointer of the schema whose properties the carried rows show; None for their own.
    """

    name: str
    many: bool
    resource: str
    local: str
    foreign: str
    order: str | None = None
    inline: bool = False
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of row.

    Args:
        name: its name, and that of its fixtures.
        schema: pointer of the schema its rows follow; None where no response shows it.
        key: the property that names a row; its order breaks ties.
        fields: what can be filtered and sorted, by property, in the schema's order.
        properties: all properties of a row as it is sent, in the schema's order.
        private: properties that a row has and no response shows, each with its schema.
        scope: the property, private or not, that holds the organisation; None where all share the rows.
        visibility: which rows are seen without the role for all.
        relations: by name.
        unique: groups of properties that no two rows share, where all are set.
        not_found: the code of a 404 for a row of it: its own, or that of the refusal `row_unknown`; None where there
            is neither.
        timeline: how its rows move on by themselves; None where they stay.
    """

    name: str
    schema: str | None
    key: str
    fields: Fields
    properties: tuple[str, ...]
    private: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    scope: str | None = None
    visibility: Visibility | None = None
    relations: Mapping[str, Relation] = field(default_factory=dict)
    unique: tuple[tuple[str, ...], ...] = ()
    not_found: str | None = None
    timeline: Timeline | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """A path parameter that narrows an operation to the rows of a parent.

    Args:
        parameter: the path parameter.
        property: the row's property that it must equal.
        any: the value that stands for every parent; None where there is none.
        parent: the resource whose row must exist and be seen, by its key, else 404, or 422 for a create; None
            where an unknown parent just has no rows.
    """

    parameter: str
    property: str
    any: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The names a list goes by; an absent name is a thing this contract's lists lack.

    Args:
        items: the property of the page that holds its rows.
        first, next, previous: the properties that hold cursors.
        limit, cursor, backward, filter, order, fields, embed: names of query parameters.
        maximum: the largest page, by the schema of the limit or by the overlay, whichever is smaller; None where
            neither says.
    """

    items: str
    first: str | None = None
    next: str | None = None
    previous: str | None = None
    limit: str | None = None
    cursor: str | None = None
    backward: str | None = None
    filter: str | None = None
    order: str | None = None
    fields: str | None = None
    embed: str | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """Properties that are sent as signed URLs when a query parameter asks for it.

    Args:
        parameter: the boolean query parameter.
        properties: the row's properties that hold URLs.
        lifetime: seconds a signature is good for.
        names: the query parameters of a signed URL: `date`, `expires` and `signature`.
    """

    parameter: str
    properties: tuple[str, ...]
    lifetime: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What an operation does, and with which rows.

    Args:
        kind: `list` (pages), `collect` (all rows as a bare array), `read` (one row), `create`, or
            `template` (an answer made from a text).
        resource: whose rows; None for a template.
        sees: `visible` rows, or `all`.
        within: path parameters that narrow the rows, outermost first.
        by: the path parameter that names the row of a `read`.
        order: the sort expression in effect where none is sent.
        embed: the relations that may be asked for.
        listing: the names of a list's parameters and properties; a `read` uses `fields` and `embed` of it.
        signing: the URLs it can sign.
        template: property to text, where `{origin}`, `{state}` and `{query.NAME}` stand for values; of a create
            `{origin}` and `{row.NAME}`, and empty where it answers with the row.
        creation: what a create does beside keeping what it was sent.
    """

    kind: Kind
    resource: Resource | None = None
    sees: Sees = "visible"
    within: tuple[Within, ...] = ()
    by: str | None = None
    order: str | None = None
    embed: tuple[str, ...] = ()
    listing: Listing | None = None
    signing: Signing | None = None
    template: Mapping[str, str] = field(default_factory=dict)
    creation: Creation = Creation()  # noqa: RUF009  # frozen


@dataclass(frozen=True, slots=True)
class Semantics:
    """All a contract means beyond its OpenAPI document."""

    errors: ErrorRegistry | None
    access: Access
    resources: Mapping[str, Resource]
    policy: Policy
