"""The statuses that a refusal may have: what the policy names, beside what an operation documents. Pure."""

from contracts import Contract, Operation
from suites.traffic import Asked

# Of a request that breaks its schema: a document that tells one of them tells that such requests are refused.
BROKEN = (400, 422)
UNSUPPORTED, UNACCEPTABLE = 415, 406


def refused_with(contract: Contract, operation: Operation | None, key: str) -> tuple[int, ...]:
    """The statuses that a key of the policy gives a broken request: its own first.

    Where an operation does not document that one and documents the other, either will do: the document and the policy
    then tell the same of it in two ways.
    """
    named: int = contract.semantics.policy[key]
    if operation is None or named not in BROKEN or operation.reply(named) is not None:
        return (named,)
    return (named, *(each for each in BROKEN if each != named and operation.reply(each) is not None))


def needs_no_word(contract: Contract, operation: Operation, asked: Asked) -> frozenset[int]:
    """The statuses that a request may be answered with though its operation does not document them.

    They are those that any operation may answer, and those that the policy gives refusals of such a request.
    """
    policy = contract.semantics.policy
    keys = [key for key, applies in _refusable(operation).items() if applies]
    # An operation that documents neither is not known to refuse what is broken.
    broken = {due[0] for key in keys if len(due := refused_with(contract, operation, key)) > 1}
    foreign = {UNSUPPORTED} & {policy["wrong_media_type"]} if operation.body else set()
    unfit = {UNACCEPTABLE} & {policy["not_acceptable"]} if asked.header("accept") else set()
    return frozenset((*policy["undocumented_status"], *broken, *foreign, *unfit))


def _refusable(operation: Operation) -> dict[str, bool]:
    """The keys of the policy that give a broken request its status, and whether an operation can meet such a one."""
    body = operation.body is not None
    return {
        "validation_status": body or bool(operation.parameters),
        "path_type_status": any(each.location == "path" for each in operation.parameters),
        "malformed_status": body,
    }
