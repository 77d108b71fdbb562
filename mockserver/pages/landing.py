"""The first page: what the mock serves, who may call, and a request to copy for each operation."""

from collections.abc import Awaitable, Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response

from contracts import Contract, Identity, Listing, Operation
from fixtures import Catalogue
from mockserver.control import PREFIX, stands_aside
from mockserver.pages.layout import page, text
from mockserver.pages.samples import Sample, samples


def landing(contract: Contract, catalogue: Catalogue, origin: str) -> Callable[[Request], Awaitable[Response]]:
    """The page of a mock, made once."""
    body = "\n".join(_body(contract, catalogue, samples(contract, catalogue, origin)))

    async def answer(request: Request) -> Response:
        return page(f"{contract.title} {contract.version}, a mock", body)

    return answer


def _body(contract: Contract, catalogue: Catalogue, found: tuple[Sample, ...]) -> Iterator[str]:
    rows = sum(len(each) for each in catalogue.rows.values())
    control = "" if stands_aside(contract) else f" Reset, clock and state: <a href='{PREFIX}'>{PREFIX}</a>."
    yield f"<h1>{text(contract.title)} {text(contract.version)}</h1>"
    yield (
        f"<p>A mock: {len(contract.operations)} operations, {rows} rows, the clock at rest at "
        f"{catalogue.instant:%Y-%m-%dT%H:%MZ}. The contract: <a href='/openapi.json'>openapi.json</a>.{control}</p>"
    )
    yield from _callers(tuple(catalogue.identities.identities.values()))
    yield from _lists(contract)
    by_operation = {each.operation.label: each for each in found}
    for tag in dict.fromkeys(_tag(each) for each in contract.operations):
        yield f"<h2>{text(tag)}</h2>"
        for operation in contract.operations:
            if _tag(operation) == tag:
                yield from _operation(operation, by_operation.get(operation.label))


def _callers(identities: tuple[Identity, ...]) -> Iterator[str]:
    yield "<h2>Who may call</h2>"
    if not identities:
        yield "<p>Nobody: these fixtures have no identities.</p>"
        return
    yield "<div class='wide'><table>"
    yield "<tr><th>Name</th><th>Token</th><th>Roles</th><th>Organization</th><th>Shows</th></tr>"
    for each in identities:
        cells = (each.name, each.token, ", ".join(each.roles), each.organization or "none", each.shows or "")
        yield "<tr>" + "".join(f"<td><code>{text(cell)}</code></td>" for cell in cells) + "</tr>"
    yield "</table></div><p>Without a token: start the mock with <code>--as NAME</code>.</p>"


def _lists(contract: Contract) -> Iterator[str]:
    """How a list is asked, in the names that the contract's lists have."""
    found = (each.behaviour.listing for each in contract.operations if each.behaviour and each.behaviour.kind == "list")
    listing = max((each for each in found if each), key=lambda each: len(_asked(each)), default=None)
    if listing:
        yield "<h2>How to ask a list</h2><div class='wide'><table>"
        for query, words in _asked(listing):
            yield f"<tr><td><code>{text(query)}</code></td><td>{text(words)}</td></tr>"
        yield "</table></div>"


def _asked(listing: Listing) -> tuple[tuple[str, str], ...]:
    """Query and words for each thing that can be asked of a list; what it lacks is left out."""
    back = f"{listing.cursor}=CURSOR&{listing.backward}=true"
    rows = (
        (listing.limit, f"{listing.limit}=3", "three rows a page"),
        (
            listing.next and listing.cursor,
            f"{listing.cursor}=CURSOR",
            f"the page after: CURSOR is this page's {listing.next}",
        ),
        (listing.backward, back, f"the page before: CURSOR is this page's {listing.previous}"),
        (listing.order, f"{listing.order}=FIELD:desc,OTHER", "sorted by one field, then by another"),
        (
            listing.filter,
            f"{listing.filter}=FIELD>=1 AND NOT OTHER.in:('a', 'b')",
            "filtered; texts stand in single quotes",
        ),
        (listing.fields, f"{listing.fields}=FIELD,OTHER", "these properties only"),
        (listing.embed, f"{listing.embed}=RELATION", "related rows in place"),
    )
    return tuple((query, words) for name, query, words in rows if name)


def _operation(operation: Operation, sample: Sample | None) -> Iterator[str]:
    yield f"<h3><code>{text(operation.label)}</code></h3><p>{text(operation.summary)}</p>"
    if sample is not None:
        yield f"<pre>{text(sample.curl)}</pre>"


def _tag(operation: Operation) -> str:
    return operation.tags[0] if operation.tags else "Operations"
