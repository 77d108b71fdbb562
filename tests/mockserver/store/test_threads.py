"""One store serves many threads at once."""

from concurrent.futures import ThreadPoolExecutor

from contracts import Order
from mockserver.store import Equal, Page, PageRequest
from tests.mockserver.store.world import LOOSE, ORDER, stored, thing


def test_pages_read_at_once_are_the_pages_read_in_turn() -> None:
    """Eight threads that read, find and write meet no error and no other thread's rows."""
    rows = [thing(number, size=number % 10, name="n" * number) for number in range(200)]

    with stored({"loose": rows}) as store:

        def ask(number: int) -> Page:
            store.load({"loose": [thing(1000 + number)]})
            assert store.find(LOOSE, (Equal("id", thing(number)["id"]),)) == rows[number]
            return store.page(
                PageRequest(LOOSE, (Equal("size", number % 10),), None, ORDER, None, backward=False, limit=50)
            )

        with ThreadPoolExecutor(8) as threads:
            pages = list(threads.map(ask, range(200)))
        assert all({row["size"] for row in page.rows} == {number % 10} for number, page in enumerate(pages))
        assert len(store.rows(LOOSE, (), Order(()))) == 400
