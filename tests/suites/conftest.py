"""Libraries that listen, for what judges over a socket."""

from collections.abc import Iterator

import pytest

from tests.suites.deployment import serve
from tests.suites.faults_authentication import cached, finishing, mute
from tests.suites.loopback import listening
from tests.suites.serving import Answer, Call


@pytest.fixture(scope="module")
def sound() -> Iterator[str]:
    """The address of the sound library."""
    with listening(serve()) as url:
        yield url


@pytest.fixture(scope="module")
def faulty() -> Iterator[str]:
    """The address of a library whose 401 tells nothing, and may be kept by all."""

    def changed(call: Call, answer: Answer) -> Answer:
        return cached(call, mute(call, answer))

    with listening(serve(finishing(changed))) as url:
        yield url
