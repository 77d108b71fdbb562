"""Prism's mock and ours, asked the same: `python -m benchmarks.prism` prints the table that docs/prism.md shows.

It tells what each answers and judges neither. The same cells go to `build/prism.json`.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2

from contracts import Contract, ContractKitError, load_contract, validator
from fixtures import Catalogue, load_catalogue
from mockserver import MockServer, Prism, find_prism
from mockserver.pages import samples

REPORT: Final = Path("build") / "prism.json"
GIVES_UP: Final = 2.0  # seconds; both answer in milliseconds
TIMED: Final = 200  # requests

LIST: Final = "/v1/solutions"
OWN_ORDER: Final = "/v1/solutions?limit=3&sort_by=title:desc"
ADMIN: Final = "/v1/admin/solutions"
NOBODY: Final = "00000000-0000-4000-8000-000000000000"
NEW: Final = {"title": "Made here", "slug": "made-here", "section_code": "tools"}


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock that answers.

    Args:
        client: reaches it.
        contract: what it mocks.
        catalogue: whose tokens are shown to it.
    """

    client: httpx2.Client
    contract: Contract
    catalogue: Catalogue

    def ask(self, path: str, who: str | None = "member", method: str = "GET", **more: Any) -> httpx2.Response:
        """The answer to a request of an identity of the fixtures; of nobody, or of a made-up token."""
        identity = self.catalogue.identities.get(who) if who else None
        token = identity.token if identity else who
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.request(method, path, headers={**headers, **more.pop("headers", {})}, **more)


def told(answer: httpx2.Response) -> str:
    """The status and what tells the error: the code of an envelope, or another media type."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind != "application/json":
        return f"{answer.status_code}, {f'`{kind}`' if kind else 'no body'}"
    value = answer.json()
    return (
        f"{answer.status_code} `{value['code']}`"
        if isinstance(value, dict) and "code" in value
        else str(answer.status_code)
    )


def rows(answer: httpx2.Response) -> list[Mapping[str, Any]]:
    """The rows of a page."""
    return answer.json().get("items") or [] if answer.status_code == httpx2.codes.OK else []


def counted(found: Sequence[Any]) -> str:
    """How many rows there are."""
    return f"{len(found)} row{'' if len(found) == 1 else 's'}"


def page(mock: Mock) -> str:
    """A page and its link."""
    answer = mock.ask(f"{LIST}?limit=3")
    return f"{told(answer)}, {counted(rows(answer))}, {links(answer)}"


def links(answer: httpx2.Response) -> str:
    """What the link to the next page is."""
    following = answer.json().get("next")
    return (
        "`next` is a cursor" if following and len(following) > len("string") else f"`next` is `{json.dumps(following)}`"
    )


def next_page(mock: Mock) -> str:
    """The rows behind the link."""
    first = mock.ask(f"{LIST}?limit=3")
    second = mock.ask(f"{LIST}?limit=3&pq={first.json()['next'] or ''}")
    shared = {row.get("id") for row in rows(first)} & {row.get("id") for row in rows(second)}
    return f"{told(second)}, {'the same rows again' if shared else 'the rows that follow'}"


def filtered(mock: Mock) -> str:
    """Whether a filter filters."""
    found = rows(mock.ask(f"{ADMIN}?q=is_active:false&limit=500", "admin"))
    return f"{counted(found)}, {sum(row.get('is_active') is False for row in found)} of them not active"


def ordered(mock: Mock) -> str:
    """Whether an order orders."""
    titles = [row["title"] for row in rows(mock.ask(OWN_ORDER))]
    in_order = len(titles) > 1 and titles == sorted(titles, reverse=True)
    return f"{counted(titles)}, {'in that order' if in_order else 'in no order'}"


def projected(mock: Mock) -> str:
    """Whether a projection leaves the rest out."""
    found = rows(mock.ask(f"{LIST}?fields=id,title&limit=1"))
    return f"a row of {len(found[0])} properties" if found else "no row"


def read_back(mock: Mock) -> str:
    """Whether a row that is asked for by its id is that row."""
    sample = next(each for each in samples(mock.contract, mock.catalogue, "") if each.operation.path.endswith("/{id}"))
    asked = sample.url.rpartition("/")[2]
    answer = mock.ask(sample.url, sample.identity.name if sample.identity else None)
    return f"{told(answer)}, {'that row' if answer.json().get('id') == asked else 'another id'}"


def created(mock: Mock) -> str:
    """Whether what is created is there afterwards."""
    answer = mock.ask(ADMIN, "admin", "POST", json=NEW)
    listed = rows(mock.ask(f"{ADMIN}?q=slug:made-here", "admin"))
    there = any(row.get("slug") == NEW["slug"] for row in listed)
    return f"{told(answer)}, then {'in the list' if there else 'not in the list'}"


def conflicting(mock: Mock) -> str:
    """The same creation twice."""
    mock.ask(ADMIN, "admin", "POST", json=NEW)
    return told(mock.ask(ADMIN, "admin", "POST", json=NEW))


def unanswered(answer: Callable[[], str]) -> str:
    """An answer, or that there is none."""
    try:
        return answer()
    except httpx2.TimeoutException:
        return f"no answer within {GIVES_UP:.0f} s"


def fault(mock: Mock) -> str:
    """How a fault of the request is told."""
    answer = mock.ask(f"{LIST}?limit=0")
    details = answer.json().get("errors") or []
    place = details[0].get("loc") if details and isinstance(details[0], dict) else None
    named = place is not None and "limit" in place
    return f"{told(answer)}, {f'at `{json.dumps(place)}`' if named else 'its place in `sl-violations` only'}"


def fitting(mock: Mock) -> str:
    """How many of the reads are answered as the contract promises."""
    reads = samples(mock.contract, mock.catalogue, "")
    sound = 0
    for each in reads:
        answer = mock.ask(each.url, each.identity.name if each.identity else None)
        reply = each.operation.reply(answer.status_code)
        schema = reply.json if reply else None
        sound += (
            answer.status_code == httpx2.codes.OK
            and schema is not None
            and validator(mock.contract).fits(schema, answer.json())
        )
    return f"{sound} of {len(reads)}"


def speed(mock: Mock) -> str:
    """How long a page takes."""
    began = time.perf_counter()
    for _ in range(TIMED):
        mock.ask(f"{LIST}?limit=3")
    return f"{(time.perf_counter() - began) / TIMED * 1000:.1f} ms"


QUESTIONS: Final[Mapping[str, Callable[[Mock], str]]] = {
    f"`GET {LIST}?limit=3`": page,
    "its next page": next_page,
    "`q=is_active:false`": filtered,
    "`sort_by=title:desc`": ordered,
    "`fields=id,title`": projected,
    "a row by its id": read_back,
    "an id that is not there": lambda mock: told(mock.ask(f"/v1/batches/{NOBODY}")),
    "no token": lambda mock: told(mock.ask(LIST, None)),
    "a made-up token": lambda mock: told(mock.ask(LIST, "rf_live_nobody")),
    "a member on an admin route": lambda mock: told(mock.ask(ADMIN)),
    "another organisation's id": lambda mock: told(mock.ask("/v1/assets", headers={"X-Organization-Id": NOBODY})),
    "`limit=0`": fault,
    "`q=nonsense`": lambda mock: told(mock.ask(f"{LIST}?q=nonsense")),
    "an unknown path": lambda mock: told(mock.ask("/v1/nowhere")),
    "`DELETE` on a list": lambda mock: (
        f"{(answer := mock.ask(LIST, method='DELETE')).status_code}, "
        f"{'with' if 'allow' in answer.headers else 'without'} `Allow`"
    ),
    "`HEAD` on a list": lambda mock: str(mock.ask(LIST, method="HEAD").status_code),
    "a body that is no JSON": lambda mock: told(
        mock.ask(ADMIN, "admin", "POST", content=b'{"title":', headers={"Content-Type": "application/json"})
    ),
    "a row is created": created,
    "the same row once more": conflicting,
    "reads answered as the contract promises": fitting,
    f"a page, over {TIMED} requests": speed,
}


def mocks(contract: Contract, catalogue: Catalogue, held: ExitStack) -> Iterator[tuple[str, Mock]]:
    """The mocks that are compared, by name."""
    command = find_prism(os.environ, Path.cwd())
    static = held.enter_context(Prism(command, contract.document))
    dynamic = held.enter_context(Prism(command, contract.document, flags=("--dynamic", "--seed", "1")))
    origins = {
        "contractkit mock": held.enter_context(MockServer.of(contract, catalogue)),
        f"prism mock ({command.version()})": static.origin,
        "prism mock --dynamic": dynamic.origin,
    }
    for name, origin in origins.items():
        client = held.enter_context(httpx2.Client(base_url=origin, timeout=GIVES_UP, trust_env=False))
        yield name, Mock(client, contract, catalogue)


def main() -> int:
    """Ask all, print the table and write the cells."""
    contract = load_contract()
    with ExitStack() as held:
        compared = dict(mocks(contract, load_catalogue(contract), held))
        table = {
            asked: {name: unanswered(partial(ask, mock)) for name, mock in compared.items()}
            for asked, ask in QUESTIONS.items()
        }
    lines = [f"| asked | {' | '.join(compared)} |", f"| --- |{' --- |' * len(compared)}"]
    lines += [f"| {asked} | {' | '.join(cells.values())} |" for asked, cells in table.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(table, ensure_ascii=False, indent=2), encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ContractKitError as error:
        sys.exit(f"benchmarks.prism: {error}")
