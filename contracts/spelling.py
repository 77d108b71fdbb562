"""What the text of a parameter means: one table of spellings, for the mock that reads and the suites that judge.

It decides by the parameter's schema and the policy alone. It knows no request; whoever calls it has taken the
texts out of the path, the query or the headers, percent-decoded.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from contracts.errors import Misspelt
from contracts.keywords import TYPES
from contracts.model import Contract, Parameter, Schema
from contracts.reading_fields import facets
from contracts.references import references
from contracts.validation import validator
from contracts.values import FieldType, UnreadableValue
from contracts.values import read_text as read_value

# Type to its spelling. A text that may be one is one, unless the schema takes it as another type only.
_SPELLINGS: Final[Mapping[str, FieldType]] = {
    "string": FieldType.STRING,
    "boolean": FieldType.BOOLEAN,
    "integer": FieldType.INTEGER,
    "number": FieldType.NUMBER,
}


def read_text(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Any:
    """What the texts sent for a parameter mean.

    Scalars are spelled as in `values.py`: an integer is `-?(0|[1-9][0-9]*)` of 64 bits, a number one of JSON, a
    boolean `true` or `false`; null cannot be spelled. Where a text is allowed, a text is one. A list is one text an
    element. An empty text parameter of the query is absent unless the policy `empty_parameter` says otherwise;
    several texts for a scalar are as the policy `repeated_query_parameter` says.

    Args:
        texts: what was sent for it, in order; none where it is absent.

    Returns:
        The value: bool, int, Decimal, str, or a list of these. Of an absent parameter the default of its schema,
        None where it has none.

    Raises:
        Misspelt: for a required parameter that is absent, one sent twice that may not be, a text that spells no
            value of the schema, or a value that breaks it.
    """
    types = _types(contract, parameter.schema)
    lists = "array" in types and not types >= set(TYPES)
    present = _present(contract, parameter, types, texts if lists else _one(contract, parameter, texts))
    if not present:
        if parameter.required:
            raise _refused(parameter, f"{parameter.name} is missing", "missing")
        return _default(contract, parameter.schema)
    if not lists:
        return _spelt(contract, parameter, parameter.schema, present[0])
    element = _element(contract, parameter)
    value = [_spelt(contract, parameter, element, text) if element else text for text in present]
    for violation in validator(contract).violations(parameter.schema, value):
        raise _refused(parameter, violation.message, violation.rule)
    return value


def _one(contract: Contract, parameter: Parameter, texts: Sequence[str]) -> Sequence[str]:
    """The text of a scalar that counts where several are sent, if any is."""
    if len(texts) <= 1:
        return texts
    rule = contract.semantics.policy["repeated_query_parameter"]
    if rule == "reject" or parameter.location != "query":
        raise _refused(parameter, f"{parameter.name} is sent {len(texts)} times", "repeated")
    return texts[-1:] if rule == "last" else texts[:1]


def _present(contract: Contract, parameter: Parameter, types: frozenset[str], texts: Sequence[str]) -> Sequence[str]:
    """The texts that count: an empty one of a text parameter in a query is as if not sent."""
    drops = contract.semantics.policy["empty_parameter"] == "absent"
    if parameter.location == "query" and "string" in types and drops:
        return [text for text in texts if text]
    return texts


def _spelt(contract: Contract, parameter: Parameter, schema: Schema, text: str) -> Any:
    """The value that a text spells: the first of those it can be that follows the schema."""
    types = _types(contract, schema)
    values = list(_readings(types, text))
    if not values:
        expected = " or ".join(name for name in _SPELLINGS if name in types) or "value"
        raise _refused(parameter, f"{_shown(text)} is no {expected}", "type")
    judge = validator(contract)
    value = next((each for each in values if judge.fits(schema, each)), values[0])
    for violation in judge.violations(schema, value):
        raise _refused(parameter, violation.message, violation.rule)
    return value


def _readings(types: frozenset[str], text: str) -> Iterator[Any]:
    for name, spelling in _SPELLINGS.items():
        with suppress(UnreadableValue):
            if name in types:
                yield read_value(spelling, text)


def _types(contract: Contract, schema: Schema) -> frozenset[str]:
    """The types that a schema allows, worked out once for each schema of a contract."""
    known = _known_types(contract)
    if schema.pointer not in known:
        known[schema.pointer] = facets(references(contract), schema).types
    return known[schema.pointer]


@lru_cache(maxsize=32)
def _known_types(_: Contract) -> dict[str, frozenset[str]]:
    return {}


def _element(contract: Contract, parameter: Parameter) -> Schema | None:
    """The schema of a list's elements; None where they may be any text."""
    for part in references(contract).parts(parameter.schema):
        if isinstance(part.value, Mapping) and "items" in part.value:
            return Schema(f"{part.pointer}/items", part.value["items"])
    return None


def _default(contract: Contract, schema: Schema) -> Any:
    parts = references(contract).parts(schema)
    found = (part.value["default"] for part in parts if isinstance(part.value, Mapping) and "default" in part.value)
    return next(found, None)


def _refused(parameter: Parameter, message: str, kind: str) -> Misspelt:
    name = parameter.name.lower() if parameter.location == "header" else parameter.name
    return Misspelt((parameter.location, name), message, kind)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
