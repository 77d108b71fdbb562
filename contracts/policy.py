"""The rules that specifications leave open: a closed table of keys, and the values a contract declares.

A key that a contract does not set has its default here and the grade `inferred`. A policy file sets and
pins the keys it names; a pinned key is judged like an attested rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """One open rule: its allowed values (None: any of the default's type), its default and its question."""

    allowed: tuple[Any, ...] | None
    default: Any
    question: str


# The stages of `precedence` in the order in which a two-fault request is refused, where nothing else is declared.
PRECEDENCE = (
    "size",
    "route",
    "method",
    "authentication",
    "identity",
    "payload",
    "media_type",
    "syntax",
    "parameters",
    "organization",
    "expression",
    "resource",
    "conflict",
)

RULES: Mapping[str, Rule] = {
    "cursor_form": Rule(("token", "url"), "token", "Is a link a cursor to send back, or a URL to follow?"),
    "cursor_max_length": Rule(None, 6000, "How long may a cursor be, in characters?"),
    "default_limit": Rule(None, 50, "How many rows has a page when no limit is sent?"),
    "limit_over_max": Rule(("reject", "clamp"), "reject", "What becomes of a limit above the maximum?"),
    "limit_under_min": Rule(("reject", "default", "clamp"), "reject", "What becomes of a limit below the minimum?"),
    "short_pages": Rule(("forbid", "allow"), "forbid", "May a page be shorter than its limit while rows follow?"),
    "empty_page_with_next": Rule(("forbid", "allow"), "forbid", "May a link lead to an empty page?"),
    "first_page_previous": Rule(("null", "any"), "null", "Is `previous` null on the page that nothing precedes?"),
    "backward_without_cursor": Rule(
        ("last_page", "first_page", "reject"), "last_page", "What is a backward page without a cursor?"
    ),
    "cursor_both_ways": Rule((True, False), True, "Does any cursor work in either direction?"),
    "cursor_arguments": Rule(("reject", "ignore", "apply"), "reject", "A cursor with another filter or order is …"),
    "cursor_resizable": Rule((True, False), True, "May limit, fields and embed change between pages?"),
    "snapshot_cursors": Rule((True, False), False, "Do the pages of a walk show one moment?"),
    "null_order": Rule(
        ("last_ascending", "first_ascending", "always_last", "always_first"), "last_ascending", "Where do nulls stand?"
    ),
    "desc_tie_order": Rule(("reversed", "same", "any"), "reversed", "How do ties stand in a descending order?"),
    "collation": Rule(("code_point", "any"), "code_point", "How are strings compared?"),
    "default_order": Rule((True, False), True, "Is the declared default order kept?"),
    "unknown_query_parameter": Rule(("ignore", "reject"), "ignore", "An undeclared query parameter is …"),
    "repeated_query_parameter": Rule(("reject", "first", "last", "any"), "reject", "A parameter sent twice is …"),
    "empty_parameter": Rule(("absent", "value"), "absent", "An empty text parameter is …"),
    "unknown_name": Rule(("reject", "ignore"), "reject", "An unknown name in fields or embed is …"),
    "unknown_body_property": Rule(("ignore", "reject"), "ignore", "An undeclared body property is …"),
    "existence_hiding": Rule((404, 403), 404, "How is a row of somebody else answered?"),
    "validation_status": Rule((422, 400), 422, "The status of a request that breaks its schema."),
    "path_type_status": Rule((422, 404, 400), 422, "The status of an ill-typed path parameter."),
    "expression_status": Rule((400, 422), 400, "The status of a bad expression, where it is documented."),
    "malformed_status": Rule((400, 422), 400, "The status of malformed JSON."),
    "wrong_media_type": Rule((422, 415), 422, "The status of a body of another media type."),
    "not_acceptable": Rule(("ignore", 406), "ignore", "What becomes of an Accept that nothing fits?"),
    "trailing_slash": Rule((404, "redirect", "same"), 404, "A path with a slash more is …"),
    "head": Rule(("get", 405), "get", "How is HEAD answered on a path that has GET?"),
    "options": Rule((204, 200, 405), 204, "How is OPTIONS answered?"),
    "head_in_allow": Rule(("required", "optional"), "optional", "Must `Allow` name HEAD and OPTIONS?"),
    "nosniff": Rule(("optional", "required"), "optional", "Must answers say `X-Content-Type-Options: nosniff`?"),
    "strict_transport": Rule(("optional", "required"), "optional", "Must https answers say how long to stay at it?"),
    "undocumented_status": Rule(
        None,
        (404, 405, 413, 414, 429, 431, 500, 503),
        "Edge statuses that any operation may answer without documenting them.",
    ),
    "errors_reported": Rule(("all", "first"), "all", "How many faults of a request are told?"),
    "errors_where": Rule(None, (400, 422), "Statuses whose field details name the faulty place."),
    "not_found_codes": Rule(("distinct", "any"), "distinct", "Differ an unknown row and an unknown route in code?"),
    "unknown_path_before_authentication": Rule((True, False), True, "Is an unknown path 404 for anybody?"),
    "precedence": Rule(None, PRECEDENCE, "Which fault of several is answered?"),
    "replica_lag": Rule(None, 0, "How many milliseconds may a read be behind a write?"),
}

Standing = Literal["attested", "inferred", "pinned"]

# Stands in a policy's standings for all that is inferred, whether a key of RULES or a mark in the document.
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Policy:
    """The value and standing of every key of `RULES`."""

    values: Mapping[str, Any] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        """The value in effect; KeyError for a key that is no rule."""
        return self.values[key] if key in self.values else RULES[key].default

    def standing(self, key: str) -> Standing:
        """`attested`, `inferred` or `pinned`; KeyError for a key that is no rule."""
        return self.standings.get(key, "inferred") if key in RULES else self.standings[key]

    def pinning(self, values: Mapping[str, Any] | None = None) -> "Policy":
        """A policy with these keys set and pinned; without an argument, every key is pinned as it stands.

        Pinning every key pins `EVERYTHING` too: what the document itself marks as inferred.
        """
        chosen = (*RULES, EVERYTHING) if values is None else tuple(values)
        standings: dict[str, Standing] = {**self.standings, **dict.fromkeys(chosen, "pinned")}
        return replace(self, values={**self.values, **(values or {})}, standings=standings)
