"""The catalogue of refusals: which code, status, text and shape each has by the contract.

Every branch of the mock that ends without data ends in one of these. It never decides that something is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts import Code, Contract, Envelope, ExpressionError, Operation
from mockserver.answers import Detail, Refusal

# What a refusal is where the contract has no registry, or none for it; the name in upper case is the code.
PLAIN: Final[Mapping[str, tuple[int, str]]] = {
    "unauthenticated": (401, "A valid bearer token is needed."),
    "role_missing": (403, "This identity lacks the role for that."),
    "organization_foreign": (403, "This identity is no member of that organization."),
    "route_unknown": (404, "There is no such path."),
    "row_unknown": (404, "There is no such row."),
    "method_unknown": (405, "This path does not take that method."),
    "not_acceptable": (406, "No media type that is accepted can be answered."),
    "conflict": (409, "This clashes with what is there already."),
    "payload_too_large": (413, "The body is too large."),
    "uri_too_long": (414, "The URL is too long."),
    "media_type_unknown": (415, "The body is of another media type."),
    "headers_too_large": (431, "The headers are too large."),
    "body_malformed": (400, "The body is not JSON."),
    "filter_invalid": (400, "The filter cannot be read."),
    "sort_invalid": (400, "The order cannot be read."),
    "fields_invalid": (400, "The projection cannot be read."),
    "embed_invalid": (400, "The embedding cannot be read."),
    "cursor_invalid": (400, "The cursor is not one of this list."),
    "request_invalid": (422, "The request breaks its schema."),
    "rate_limited": (429, "Too many requests."),
    "unavailable": (503, "This cannot be served now."),
    "internal": (500, "Something went wrong on our side."),
}
# Refusals of what only a request with a body can have.
OF_BODIES: Final = ("body_malformed", "media_type_unknown")
PLAIN_ENVELOPE: Final = Envelope(schema=None, code="/code", message="/message", status=None, errors=None)


@dataclass(frozen=True, slots=True)
class Refusals:
    """Makes the refusals of a contract.

    Args:
        contract: whose registry and envelopes they have.
    """

    contract: Contract

    def named(
        self,
        name: str,
        operation: Operation | None = None,
        *,
        details: Sequence[Detail] = (),
        message: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Refusal:
        """The refusal of a name in `PLAIN`.

        Args:
            name: the refusal.
            operation: which operation refuses; None where none was found.
            details: the faults that have a place in the request.
            message: the text for people, where it says more than the registry's.
            headers: what stands beside the headers of every answer.
        """
        code = self._code(name)
        envelope = self._envelope(operation, code.status)
        return Refusal(code.status, code.name, message or code.message, envelope, tuple(details), headers or {})

    def coded(self, code: str, operation: Operation | None) -> Refusal:
        """The refusal with a code of the registry; a code it does not have is a KeyError."""
        found = self._codes[code]
        return Refusal(found.status, found.name, found.message, self._envelope(operation, found.status))

    def of_status(self, status: int, operation: Operation) -> Refusal | None:
        """The likeliest refusal of an operation that has a status; None where there is none."""
        resource = operation.behaviour.resource if operation.behaviour else None
        if status == self._code("row_unknown").status:
            return self.row_unknown(resource.not_found if resource else None, operation)
        names = (name for name in PLAIN if operation.body or name not in OF_BODIES)
        name = next((each for each in names if self._code(each).status == status), None)
        return self.named(name, operation) if name else None

    def row_unknown(self, code: str | None, operation: Operation | None) -> Refusal:
        """The refusal for a row that is not there: its resource's own code, else the registry's for rows, or routes."""
        if code is not None:
            return self.coded(code, operation)
        name = "row_unknown" if "row_unknown" in self._names or "route_unknown" not in self._names else "route_unknown"
        return self.named(name, operation)

    def expression(self, error: ExpressionError, parameter: str, operation: Operation) -> Refusal:
        """The refusal of a bad expression.

        Where the operation does not document the status of its code, it is a broken request with the same detail.

        Args:
            error: what is wrong with it.
            parameter: the query parameter that holds it.
            operation: which operation refuses.
        """
        name = f"{error.kind}_invalid"
        detail = Detail(("query", parameter), str(error), f"invalid_{error.kind}")
        documented = operation.reply(self._code(name).status) is not None
        return self.named(name if documented else "request_invalid", operation, details=[detail], message=str(error))

    @property
    def _codes(self) -> Mapping[str, Code]:
        errors = self.contract.semantics.errors
        return errors.codes if errors else {}

    @property
    def _names(self) -> Mapping[str, str]:
        errors = self.contract.semantics.errors
        return errors.refusals if errors else {}

    def _code(self, name: str) -> Code:
        if name in self._names:
            return self._codes[self._names[name]]
        status, message = PLAIN[name]
        return Code(name.upper(), status, message)

    def _envelope(self, operation: Operation | None, status: int) -> Envelope:
        if operation and operation.envelopes and status in operation.envelopes:
            return operation.envelopes[status]
        errors = self.contract.semantics.errors
        return errors.envelope if errors else PLAIN_ENVELOPE


def error_body(refusal: Refusal) -> dict[str, Any]:
    """The body of a refusal, in the shape of its envelope: null where an envelope lists details and there are none."""
    envelope = refusal.envelope
    details = [_detail(each, envelope) for each in refusal.details]
    body: dict[str, Any] = {}
    for pointer, value in (
        (envelope.code, refusal.code),
        (envelope.message, _storable(refusal.message)),
        (envelope.status, refusal.status),
        (envelope.errors, details or None),
    ):
        if pointer is not None:
            _put(body, pointer, value)
    return body


def _detail(detail: Detail, envelope: Envelope) -> dict[str, Any]:
    loc = [_storable(each) if isinstance(each, str) else each for each in detail.loc]
    return {envelope.loc: loc, envelope.text: _storable(detail.text), envelope.kind: detail.kind}


def _put(body: dict[str, Any], pointer: str, value: Any) -> None:
    """Put a value where a JSON pointer (RFC 6901) leads, through objects only."""
    *outer, last = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    for token in outer:
        body = body.setdefault(token, {})
    body[last] = value


def _storable(text: str) -> str:
    """A text that UTF-8 can hold: a client's lone surrogates come back as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
