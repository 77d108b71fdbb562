"""Every variant looks unlike the sound mock, and those that keep its data say the same."""

import json
from collections.abc import Mapping

import pytest

from contracts import Key, Order, Resource
from mockserver.engine import make_engine
from mockserver.faults import VARIANTS
from mockserver.faults.churn import churn
from mockserver.parts import Parts
from mockserver.settings import Settings
from mockserver.store import PageRequest
from tests.mockserver.faults.asking import Asker, Script, asking, ground
from tests.mockserver.faults.lives import ASSETS, BATCH, FOREIGN, SOLUTIONS, altered, many

PLAIN = asking(SOLUTIONS, limit="3")
SCRIPTS: Mapping[str, Script] = {
    **dict.fromkeys(("V-key-order", "V-headers", "V-ids", "V-charset", "V-gzip", "V-chunked", "V-indented"), PLAIN),
    "V-bare-head": asking(SOLUTIONS, "member", "HEAD"),
    "V-words": asking(SOLUTIONS, limit="x"),
    "V-503": many(SOLUTIONS, 51, limit="1"),
    "V-429": many(SOLUTIONS, 6, limit="1"),
    **dict.fromkeys(("V-empty", "V-one", "V-ties"), asking(ASSETS)),
    "V-urls": PLAIN,
    "V-lax-cursor": altered("A"),
    "V-403": asking(f"/v1/batches/{FOREIGN}"),
    "V-nulls-first": asking(ASSETS, sort_by="source_type"),
    "V-clamp": asking(SOLUTIONS, limit="1000"),
    "V-slash": asking(f"{SOLUTIONS}/"),
    "V-415": asking("/v1/admin/solutions", "admin", "POST", body=b"<x/>", headers={"Content-Type": "text/xml"}),
    "V-first-fault": asking(SOLUTIONS, limit="x", from_prev="maybe"),
    "V-default-20": asking(ASSETS),
    "V-short": asking(ASSETS, limit="9"),
}
# What differs in time alone, or with it.
TIMED = {"V-slow", "V-churn-1", "V-churn-10", "V-churn-100"}
# Those whose JSON is the sound mock's.
ALIKE = ("V-key-order", "V-headers", "V-ids", "V-charset", "V-gzip", "V-chunked", "V-indented")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_variant_looks_different(name: str) -> None:
    """The variant answers its script otherwise than the sound mock."""
    sound, other = Asker.sound(traces=False), Asker(name)
    SCRIPTS[name](sound)
    SCRIPTS[name](other)
    assert sound.told != other.told
    assert all(status < 500 or name == "V-503" for status, *_ in other.told)


@pytest.mark.parametrize("name", ALIKE)
def test_a_variant_of_form_says_the_same(name: str) -> None:
    """Whole pages are the same JSON, numbers to the last digit."""
    sound, other = Asker.sound(traces=False), Asker(name)
    for asker in (sound, other):
        asker.ask(f"/v1/batches/{BATCH}/items", limit="90")
    read = [json.loads(asker.told[0][2], parse_float=str, parse_int=str) for asker in (sound, other)]
    assert read[0] == read[1]


def test_every_variant_is_shown() -> None:
    """No variant is without a script, but for those that only time shows."""
    assert SCRIPTS.keys() | TIMED == VARIANTS.keys()


def test_rows_churn_as_time_passes() -> None:
    """Rows come, move and go behind the contract, as many as the clock says, and their number stays bounded."""
    now = [0.0]
    contract, catalogue = ground()
    parts = churn(10, lambda: now[0])(Parts(), contract)
    engine = make_engine(contract, catalogue, Settings(), lambda: catalogue.instant)
    store = parts.store(engine.tools.store)
    resource = contract.semantics.resources["assets"]
    request = _first_page(resource)
    before = store.page(request)
    assert store.page(request) == before
    sizes = []
    for second in range(1, 30):
        now[0] = float(second)
        store.page(request)
        sizes.append(len(store.rows(resource, ())))
    assert len(set(sizes)) > 1
    assert max(sizes) <= len(catalogue.rows["assets"]) + 7
    assert store.page(request) != before


def _first_page(resource: Resource) -> PageRequest:
    return PageRequest(resource, (), None, Order((Key("created_at", descending=True),)), None, backward=False, limit=50)
