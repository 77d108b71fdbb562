"""The errors of the mock as a program, members of the family of `contracts`; what it answers is no error but a Refusal.

ContractKitError
├── StoreError             a row that cannot be kept, a database that cannot be had (store/errors.py)
└── MockServerError        the mock cannot start
    ├── UnknownIdentity    it is to act as somebody who is not there
    ├── UnknownFault       it is to break its contract in a way that nobody knows (faults/errors.py)
    ├── UnusableToken      its admin token is none that can be sent
    ├── NothingShared      several processes are to share what lives in one
    ├── PrismError         Prism cannot be had, started or heard (prism/errors.py)
    └── CannotListen       its address cannot be had
        └── PortTaken      somebody else listens there
"""

from collections.abc import Iterable

from contracts import ContractKitError


class MockServerError(ContractKitError):
    """The mock cannot start; str() is one line that names the way out."""


class UnknownIdentity(MockServerError):
    """The mock is to act as an identity that its fixtures do not have.

    Args:
        name: the name that was asked for.
        known: the names there are.
    """

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(known)
        choice = f"Choose one of {', '.join(self.known)}." if self.known else "These fixtures have none."
        super().__init__(f"no identity is called {name!r}. {choice}")


class UnusableToken(MockServerError):
    """The admin token cannot be sent in a header; it is not told."""

    def __init__(self) -> None:
        super().__init__(
            "the admin token is empty, or holds a blank or another character that no Authorization header takes. "
            "Choose letters and digits."
        )


class NothingShared(MockServerError):
    """Several processes are to answer from a state that lives in the memory of one.

    Args:
        workers: how many were asked for.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        super().__init__(f"{workers} workers share no memory. Name a database: --store sqlite:///FILE.")


class CannotListen(MockServerError):
    """An address that cannot be had.

    Args:
        host: the host that was asked for.
        port: the port that was asked for.
        reason: what the system says.
    """

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host = host
        self.port = port
        self.reason = reason
        super().__init__(self._message())

    def _message(self) -> str:
        return f"cannot listen on {self.host} port {self.port}: {self.reason}. Choose another with --host or --port."


class PortTaken(CannotListen):
    """A port that somebody else listens on."""

    def _message(self) -> str:
        return (
            f"port {self.port} is taken (by another `contractkit mock`?). "
            "Choose one with --port, or --port 0 for any free one."
        )
