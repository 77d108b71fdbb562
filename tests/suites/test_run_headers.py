"""Who operates a deployment can find the run in a log, and block it: every request says who sends it, and for what."""

from typing import Any

from suites.examination import Examination
from suites.invariants import INVARIANTS
from suites.sending.courier import Courier
from suites.target import Target
from tests.suites.asking import URL, operation, sending
from tests.suites.deployment import App, Message, serve
from tests.suites.library import library_contract, library_identities
from tests.suites.loopback import said, talking

AUTHORS = "GET /v1/authors"


class Overheard:
    """An application whose requests' headers are noted."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.headers: list[dict[str, str]] = []

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Answers a request."""
        self.headers.append({name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]})
        await self._app(scope, receive, send)


def test_every_request_names_the_kit_and_the_run() -> None:
    """The first request, a probe's, Schemathesis' own and a confirmation carry both headers."""
    app = Overheard(serve())
    target = Target(url=URL, identities=library_identities(), app=app, tag="contractkit-nightly")
    with Courier(library_contract(), target) as courier:
        courier.reach()
        examination = Examination(courier)
        for invariant in INVARIANTS.values():
            if invariant.family in ("conformance", "pages"):
                examination.verdict(invariant, operation(AUTHORS))
        courier.repeat(courier.exchanges[-1])
        assert len(app.headers) == len(courier.exchanges) + 1
    assert {each["user-agent"].split("/")[0] for each in app.headers} == {"contractkit"}
    assert {each["x-contract-run"] for each in app.headers} == {"contractkit-nightly"}


def test_what_names_the_run_is_no_part_of_the_request_that_is_judged() -> None:
    """No exchange shows the two headers, so that nothing is held against them; a probe may send another agent."""
    with talking(lambda place, _: place.sendall(said(b"{}"))) as (url, heard), sending(url) as courier:
        exchange = courier.ask(operation(AUTHORS))
        courier.ask(operation(AUTHORS), headers=[("User-Agent", "other")])
    assert exchange.asked.headers == ()
    assert b"\r\nUser-Agent: contractkit/" in heard[0]
    assert b"\r\nX-Contract-Run: contractkit\r\n" in heard[0]
    assert b"User-Agent: other" in heard[1]
    assert b"contractkit/" not in heard[1]
