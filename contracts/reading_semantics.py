"""A surveyed document's `x-` words to what they mean for the contract as a whole: callers, errors, rows, lists.

It builds values and finds what they name; whether they agree with each other and with the operations is decided
by `consistency.py`. What the words mean for one operation is read by `reading_behaviour.py`.
"""

from collections.abc import Mapping
from typing import Any

from contracts.creation import Step, Timeline
from contracts.expressions import nearest
from contracts.model import Schema
from contracts.overlay import Source
from contracts.pointers import at, pointer, tokens
from contracts.reading_fields import read_fields
from contracts.reading_policy import read_policy
from contracts.references import References
from contracts.semantics import (
    Access,
    Code,
    Envelope,
    ErrorRegistry,
    Listing,
    Relation,
    Resource,
    Semantics,
    Visibility,
)


def read_semantics(source: Source, references: References) -> Semantics:
    """What a document's `x-` words say; where it has none, there are no resources and no registry of errors.

    Raises:
        ContractError: for a schema that is not there or names no property, a property that is private and in the
            schema both, and for what `read_policy` refuses.
    """
    errors = _errors(source)
    return Semantics(
        errors=errors,
        access=_access(source.value.get("x-access", {})),
        resources=_resources(source, references, errors),
        policy=read_policy(source),
    )


def read_listing(source: Source) -> Listing | None:
    """The names that lists go by; None where the document does not say."""
    words = source.value.get("x-listing")
    return None if words is None else Listing(**words)


def read_envelope(source: Source, where: str, words: Mapping[str, Any]) -> Envelope:
    """The shape of an error body, at a pointer of the document."""
    if "schema" in words:
        refuse_missing_schema(source, f"{where}/schema", words["schema"])
    schema, code, message, status, errors = map(words.get, ("schema", "code", "message", "status", "errors"))
    return Envelope(schema, code, message, status, errors, **words.get("detail", {}))


def refuse_missing_schema(source: Source, where: str, reference: str) -> None:
    """Refuse a pointer to a schema of the document where none stands."""
    if isinstance(at(source.value, tokens(reference)), Mapping):
        return
    schemas = source.value.get("components", {}).get("schemas", {})
    near = nearest(reference, [f"#{pointer(('components', 'schemas', name))}" for name in schemas])
    raise source.error(where, f"no schema stands at {reference}", f"Did you mean {near}?" if near else "Add it")


def _access(words: Mapping[str, Any]) -> Access:
    return Access(words.get("token"), words.get("organization"), dict(words.get("shown", {})))


def _errors(source: Source) -> ErrorRegistry | None:
    words = source.value.get("x-errors")
    if words is None:
        return None
    codes = {
        name: Code(name, code["status"], code["message"], code.get("grade", "inferred"))
        for name, code in words["codes"].items()
    }
    return ErrorRegistry(read_envelope(source, "/x-errors/envelope", words["envelope"]), codes, dict(words["refusals"]))


def _resources(source: Source, references: References, errors: ErrorRegistry | None) -> Mapping[str, Resource]:
    not_found = errors.refusals.get("row_unknown") if errors else None
    return {
        name: _resource(source, references, name, words, not_found)
        for name, words in source.value.get("x-resources", {}).items()
    }


def _resource(
    source: Source, references: References, name: str, words: Mapping[str, Any], not_found: str | None
) -> Resource:
    where = f"/x-resources{pointer((name,))}"
    private = words.get("private", {})
    properties = _properties(source, references, where, words)
    visibility = words.get("visibility")
    return Resource(
        name=name,
        schema=words.get("schema"),
        key=words["key"],
        fields=read_fields(references, properties),
        properties=tuple(properties),
        private=private,
        scope=words.get("scope"),
        visibility=Visibility(**visibility) if visibility else None,
        relations=_relations(source, where, words),
        unique=tuple(tuple(group) for group in words.get("unique", ())),
        not_found=words.get("not_found", not_found),
        timeline=_timeline(words.get("timeline")),
    )


def _timeline(words: Mapping[str, Any] | None) -> Timeline | None:
    return Timeline(words["since"], tuple(Step(**step) for step in words["steps"])) if words else None


def _properties(source: Source, references: References, where: str, words: Mapping[str, Any]) -> Mapping[str, Schema]:
    """The properties of a row: its schema's, or the private ones where no response shows it."""
    private = words.get("private", {})
    if "schema" not in words:
        place = f"#{where}/private"
        return {name: Schema(place + pointer((name,)), value) for name, value in private.items()}
    refuse_missing_schema(source, f"{where}/schema", words["schema"])
    properties = references.properties(references.schema(words["schema"]))
    if not properties:
        raise source.error(f"{where}/schema", f"{words['schema']} names no property", "Name the schema of a row")
    for name in private:
        if name in properties:
            problem = f"{name} is private, and a property of {words['schema']} too"
            raise source.error(f"{where}/private{pointer((name,))}", problem, "Take it out here")
    return properties


def _relations(source: Source, where: str, words: Mapping[str, Any]) -> Mapping[str, Relation]:
    found: dict[str, Relation] = {}
    for name, relation in words.get("relations", {}).items():
        if "schema" in relation:
            refuse_missing_schema(source, f"{where}/relations{pointer((name, 'schema'))}", relation["schema"])
        found[name] = Relation(name=name, **relation)
    return found
