"""The errors of running Prism, members of the family of the mock server: each is one line that names the way out.

MockServerError
├── CannotListen           the address that Prism was to have, or the proxy beside it (../errors.py)
└── PrismError             Prism, a foreign tool, cannot do its part
    ├── PrismMissing       it is not there, or Node is not
    ├── PrismFailed        it did not start, or ended by itself
    └── UnusableUpstream   what the proxy is to stand before is no address
"""

from mockserver.errors import MockServerError


class PrismError(MockServerError):
    """Prism cannot do its part."""


class PrismMissing(PrismError):
    """There is no Prism to run, or no Node that could run it."""


class PrismFailed(PrismError):
    """Prism did not start, or ended without being told to.

    Args:
        what: what became of it, without a full stop.
        reason: what its log says; empty where it says nothing.
    """

    def __init__(self, what: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{what}: {reason or 'it said nothing'}")


class UnusableUpstream(PrismError):
    """The text that names the deployment behind a proxy is no address."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no address to stand before. Write it as http://HOST:PORT or https://HOST/BASE.")
