"""What an operation does: its `x-role`, `x-envelopes` and `x-behaviour`, with the lists' names cut to what it has.

An operation without a parameter lacks what the parameter is for; what else must agree is decided by
`consistency.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from contracts.creation import Creation, Origin, Setting
from contracts.expressions import nearest
from contracts.model import Operation, Schema
from contracts.overlay import Source
from contracts.pointers import at, tokens
from contracts.reading_semantics import read_envelope
from contracts.references import References
from contracts.semantics import Behaviour, Listing, Resource, Signing, Within

PARAMETERS: Final = ("limit", "cursor", "backward", "filter", "order", "fields", "embed")
LINKS: Final = ("first", "next", "previous")
# What a list's names mean for one row too.
_OF_A_ROW: Final = ("fields", "embed")


@dataclass(frozen=True, slots=True)
class BehaviourReader:
    """Reads the behaviours of one document.

    Args:
        resources: by name.
        listing: the names that lists go by; None where the document does not say.
    """

    source: Source
    references: References
    resources: Mapping[str, Resource]
    listing: Listing | None

    def read(self, operation: Operation) -> Operation:
        """The operation with its role, envelopes and behaviour.

        Raises:
            ContractError: for a resource that is not there, a list without `x-listing`, or one whose page does not
                hold its rows where `x-listing` says.
        """
        where = operation.pointer.removeprefix("#")
        words = at(self.source.value, tokens(where))
        envelopes = {
            int(status): read_envelope(self.source, f"{where}/x-envelopes/{status}", envelope)
            for status, envelope in words.get("x-envelopes", {}).items()
        }
        behaviour = words.get("x-behaviour")
        return replace(
            operation,
            role=words.get("x-role"),
            envelopes=envelopes or None,
            behaviour=self._behaviour(operation, f"{where}/x-behaviour", behaviour) if behaviour else None,
        )

    def _behaviour(self, operation: Operation, where: str, words: Mapping[str, Any]) -> Behaviour:
        signing = words.get("signing")
        return Behaviour(
            kind=words["kind"],
            resource=self._resource(f"{where}/resource", words["resource"]) if "resource" in words else None,
            sees=words.get("sees", "visible"),
            within=tuple(Within(**each) for each in words.get("within", ())),
            by=words.get("by"),
            order=words.get("order"),
            embed=tuple(words.get("embed", ())),
            listing=self._listing(operation, where, words["kind"]),
            signing=Signing(**{**signing, "properties": tuple(signing["properties"])}) if signing else None,
            template=words.get("template", {}),
            creation=_creation(words),
        )

    def _resource(self, where: str, name: str) -> Resource:
        if name not in self.resources:
            near = nearest(name, self.resources)
            way_out = f"Did you mean {near}?" if near else "Add it to x-resources"
            raise self.source.error(where, f"there is no resource {name}", way_out)
        return self.resources[name]

    def _listing(self, operation: Operation, where: str, kind: str) -> Listing | None:
        if kind == "list":
            return self._page(operation, where)
        if kind != "read" or self.listing is None:
            return None
        has: dict[str, Any] = {name: self._parameter(operation, name) for name in _OF_A_ROW}
        return Listing(items=self.listing.items, **has)

    def _page(self, operation: Operation, where: str) -> Listing:
        if self.listing is None:
            raise self.source.error(f"{where}/kind", "lists have no names here", "Add x-listing to the document")
        page = self._properties(operation)
        if self.listing.items not in page:
            problem = f"the 2xx body of {operation.label} has no property {self.listing.items}"
            raise self.source.error(operation.pointer, problem, "Correct `items` of x-listing, or the schema")
        links = {name: getattr(self.listing, name) for name in LINKS}
        has: dict[str, Any] = {name: link if link in page else None for name, link in links.items()}
        has |= {name: self._parameter(operation, name) for name in PARAMETERS}
        return replace(self.listing, **has, maximum=self._maximum(operation))

    def _parameter(self, operation: Operation, name: str) -> str | None:
        """The list's name for a parameter, where the operation has it."""
        own: str | None = getattr(self.listing, name)
        return own if own and operation.parameter("query", own) else None

    def _properties(self, operation: Operation) -> Mapping[str, Schema]:
        schema = operation.success.json if operation.success else None
        return self.references.properties(schema) if schema else {}

    def _maximum(self, operation: Operation) -> int | None:
        """The largest page: by the schema of the limit or by the overlay, whichever is smaller."""
        name = self._parameter(operation, "limit")
        limit = operation.parameter("query", name) if name else None
        parts = self.references.parts(limit.schema) if limit else ()
        found = [part.value.get("maximum") for part in parts if isinstance(part.value, Mapping)]
        found.append(self.listing.maximum if self.listing else None)
        return min((int(maximum) for maximum in found if maximum is not None), default=None)


def _creation(words: Mapping[str, Any]) -> Creation:
    return Creation(
        sets={name: _setting(word) for name, word in words.get("sets", {}).items()},
        location=words.get("location"),
        idempotency=words.get("idempotency"),
        conflict=words.get("conflict"),
        outside=words.get("outside", False),
    )


def _setting(word: Any) -> Setting:
    """A word stands for itself, an object holds one word and its argument."""
    words = {word: None} if isinstance(word, str) else word
    origin, argument = next(iter(words.items()))
    # The vocabulary has seen to it that the word is one of them.
    return Setting(cast(Origin, origin), argument)
