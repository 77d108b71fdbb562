"""What a mock says once it listens: where it is, and three requests to copy."""

from collections.abc import Iterator

from contracts import Contract
from fixtures import Catalogue
from mockserver.pages import Sample, samples

_WIDTH = 14  # of what stands before a request


def greeting(contract: Contract, catalogue: Catalogue, origin: str) -> Iterator[str]:
    """The lines of it; the address stands on the second one, whole.

    Args:
        contract: what is served.
        catalogue: from which rows, and to whom.
        origin: where the mock listens, `http://host:port`.
    """
    rows = sum(len(each) for each in catalogue.rows.values())
    clock = f"{catalogue.instant:%Y-%m-%dT%H:%MZ}"
    held = f"{len(contract.operations)} operations · {rows} rows"
    yield f"{contract.title} {contract.version} · {held} · state in memory · clock at rest ({clock})"
    yield f"  {origin}    start here    {origin}/openapi.json    the contract"
    yield ""
    for words, request in _requests(contract, catalogue, origin):
        yield f"  {words:<{_WIDTH}}{request}"
    default = catalogue.identities.default
    yield "Ctrl-C stops." + (f" Without tokens: contractkit mock --as {default}" if default else "")


def _requests(contract: Contract, catalogue: Catalogue, origin: str) -> Iterator[tuple[str, str]]:
    """One for each role, and one that is refused."""
    found = [each for each in samples(contract, catalogue, origin) if each.identity]
    lists = [each for each in found if each.operation.behaviour and each.operation.behaviour.kind == "list"]
    told: set[str] = set()
    for each in sorted(lists, key=_plainness):
        name = each.identity.name if each.identity else ""
        if name not in told:
            told.add(name)
            yield f"as {name}", each.curl
    yield from _refused(contract, catalogue, found)


def _plainness(sample: Sample) -> tuple[bool, bool]:
    """Requests without an id in their path come first, those that need no role before the others."""
    return "{" in sample.operation.path, sample.operation.role is not None


def _refused(contract: Contract, catalogue: Catalogue, found: list[Sample]) -> Iterator[tuple[str, str]]:
    """A request by an id, where there is one, as somebody who is refused everywhere."""
    codes = contract.semantics.errors.codes if contract.semantics.errors else {}
    shown = contract.semantics.access.shown
    for identity in catalogue.identities.identities.values():
        if found and shown.get(identity.shows or "") == "secured":
            code = codes[str(identity.shows)]
            first = min(found, key=lambda each: each.operation.behaviour is None or each.operation.behaviour.by is None)
            request = Sample(first.operation, identity, first.url.partition("?")[0])
            yield "an error", f"{request.curl}    {code.status} {code.name}"
            return
