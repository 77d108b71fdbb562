"""What a mock says once it listens: where it is, and three requests to copy."""

from collections.abc import Iterator

from contracts import Contract
from fixtures import Catalogue
from mockserver.control import PREFIX, stands_aside
from mockserver.faults import Fault, find
from mockserver.pages import Sample, samples
from mockserver.settings import Settings
from mockserver.store import IN_MEMORY, shown

_WIDTH = 14  # of what stands before a request


def greeting(contract: Contract, catalogue: Catalogue, settings: Settings) -> Iterator[str]:
    """The lines of it; the address stands on the second one, whole.

    Args:
        contract: what is served.
        catalogue: from which rows, and to whom.
        settings: where the mock listens, and where its state lives.
    """
    rows = sum(len(each) for each in catalogue.rows.values())
    origin = settings.origin
    held = f"{len(contract.operations)} operations · {rows} rows"
    yield f"{contract.title} {contract.version} · {held} · {_state(catalogue, settings)}"
    control = "" if stands_aside(contract) else f"    {origin}{PREFIX}    control it"
    yield f"  {origin}    start here    {origin}/openapi.json    the contract{control}"
    yield from _broken(settings)
    yield ""
    for words, request in _requests(contract, catalogue, origin):
        yield f"  {words:<{_WIDTH}}{request}"
    default = catalogue.identities.default
    yield "Ctrl-C stops." + (f" Without tokens: --as {default} (make mock AS={default})" if default else "")


def _broken(settings: Settings) -> Iterator[str]:
    """In what way it is not the contract's mock, as loudly as a line can."""
    for each in map(find, settings.faults):
        if isinstance(each, Fault):
            yield f"  !! BROKEN ON PURPOSE  {each.id}: {each.title}"
        else:
            yield f"  !! SOUND IN ANOTHER WAY  {each.id}: {each.title}"


def _state(catalogue: Catalogue, settings: Settings) -> str:
    """Where the state lives, and what its clock does; that of a database may stand anywhere."""
    clock = f"{catalogue.instant:%Y-%m-%dT%H:%MZ}"
    if settings.store == IN_MEMORY:
        return f"state in memory · clock {'moving from' if settings.live else 'at rest'} ({clock})"
    return f"state in {shown(settings.store)}" + (" · clock moving" if settings.live else "")


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
