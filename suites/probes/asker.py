"""Asks one operation around its good request: the same identity, path and required query, one thing changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from contracts import Contract, Identity, Operation, Parameter, match
from suites.inputs.absent import NIL
from suites.inputs.mutations import bad_text
from suites.inputs.samples import required_headers, required_query, sample_path
from suites.inquiry import Inquiry
from suites.sending.courier import Courier
from suites.traffic import Exchange, target_of

Pairs = Iterable[tuple[str, str]]

# No grammar of expressions has it, and no firewall minds it.
BAD_EXPRESSION = "no.such.thing:"


@dataclass(frozen=True, slots=True)
class Asker:
    """An operation's good request, to be asked with changes.

    Args:
        path: the values of a row that is there, or of the right type where none is known.
        query, headers: what the operation requires.
    """

    inquiry: Inquiry
    path: Mapping[str, str]
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def operation(self) -> Operation:
        """The operation that is asked."""
        return self.inquiry.operation

    @property
    def contract(self) -> Contract:
        """The contract in effect."""
        return self.inquiry.contract

    @property
    def courier(self) -> Courier:
        """Who sends."""
        return self.inquiry.courier

    @property
    def identity(self) -> Identity | None:
        """Who asks."""
        return self.inquiry.identity

    @property
    def target(self) -> str:
        """The path of the good request, percent-encoded."""
        return target_of(self.operation, self.path)

    def ask(
        self,
        query: Pairs = (),
        headers: Pairs = (),
        path: Mapping[str, str] | None = None,
        known: bool = True,
        method: str | None = None,
        instead: Collection[str] = (),
        body: bytes | None = None,
        identity: Identity | None = None,
        anew: bool = True,
    ) -> Exchange:
        """Asks the operation with a further query, headers, or other values in its path.

        Args:
            anew: whether a refusal that the run has had of the same request does not do (`Courier.send`).
            instead: names of what the operation requires that are left out.
            known: whether credentials are sent.
            identity: whose, where not the inquiry's own.
        """
        identity = (identity or self.identity) if known else None
        pairs = (*(pair for pair in self.query if pair[0] not in instead), *query)
        sent = (*(pair for pair in self.headers if pair[0] not in instead), *headers)
        values = {**self.path, **(path or {})}
        return self.courier.ask(self.operation, values, pairs, identity, sent, body, method, anew)

    def send(self, method: str, target: str, headers: Pairs = (), known: bool = True, anew: bool = True) -> Exchange:
        """Sends a raw target, with the identity's credentials where they are asked for."""
        own = self.courier.credentials(self.operation, self.identity) if known and self.identity else ()
        return self.courier.send(method, target, (*own, *headers), anew=anew)

    def bad_values(self) -> tuple[tuple[Parameter, str], ...]:
        """Each path and query parameter that can be wrong, with a text that is."""
        asked = [each for each in self.operation.parameters if each.location in ("path", "query")]
        return tuple((each, text) for each in asked if (text := bad_text(self.contract, each)) is not None)

    def bad_query(self) -> tuple[str, str] | None:
        """One query parameter that the operation refuses, and its text."""
        return next(((each.name, text) for each, text in self.bad_values() if each.location == "query"), None)

    def expressions(self) -> tuple[str, ...]:
        """The query parameters that hold expressions, the cursor aside."""
        listing = self.operation.behaviour.listing if self.operation.behaviour else None
        names = (listing.filter, listing.order, listing.fields, listing.embed) if listing else ()
        return tuple(name for name in names if name and self.operation.parameter("query", name))

    def cursor(self) -> str | None:
        """The query parameter that holds a cursor."""
        listing = self.operation.behaviour.listing if self.operation.behaviour else None
        name = listing.cursor if listing else None
        return name if name and self.operation.parameter("query", name) else None

    def nobodys_organization(self) -> tuple[tuple[str, str], ...]:
        """The header of an organisation that nobody belongs to; empty where the operation takes none."""
        header = self.contract.semantics.access.organization
        return ((header, NIL),) if header and self.operation.parameter("header", header) else ()

    def undeclared_methods(self) -> tuple[str, ...]:
        """The methods of CRUD that the path has not."""
        taken = match(self.contract, "GET", self.target).allowed
        declared = {each.method for each in self.contract.operations if each.path == self.operation.path}
        return tuple(each for each in ("POST", "PUT", "PATCH", "DELETE") if each not in (*taken, *declared))


def asker(inquiry: Inquiry) -> Asker:
    """The good request of an inquiry's operation, as far as one is known."""
    path = inquiry.subject.path if inquiry.subject else sample_path(inquiry.contract, inquiry.operation)
    query = required_query(inquiry.contract, inquiry.operation)
    return Asker(inquiry, path, query, required_headers(inquiry.contract, inquiry.operation))
