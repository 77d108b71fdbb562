"""Prism between a client and a deployment: the traffic passes as it is, and Prism judges what passed.

Assembly only: a passage, a judge beside it, and what the judge said.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Self

from contracts import Contract
from mockserver.prism.command import PrismCommand
from mockserver.prism.gathering import Gathered, Gathering
from mockserver.prism.judge import Judge, Judgement
from mockserver.prism.passage import make_passage, read_upstream
from mockserver.serving import MockServer, listen


class PrismProxy:
    """A proxy whose traffic Prism judges, for as long as a `with` block lasts.

    Args:
        contract: what Prism judges by.
        upstream: the deployment that the traffic goes to, `http://host:port/base`.
        command: how Prism is called.
        host: the address to listen on.
        port: the port to listen on; 0 for any free one.
        validate_request: whether requests are judged too; Prism tells a missing token in either case.
        told: gets a line for each finding, and for each reason not to judge, when it is first seen; in several threads.

    Raises:
        UnusableUpstream: the upstream is no address.
    """

    def __init__(
        self,
        contract: Contract,
        upstream: str,
        command: PrismCommand,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        validate_request: bool = True,
        told: Callable[[str], None] | None = None,
    ) -> None:
        self._contract, self._upstream, self._told = contract, read_upstream(upstream), told
        self._host, self._port = host, port
        flags: Sequence[str] = () if validate_request else ("--validate-request=false",)
        self._judge = Judge(command, contract.document, flags, self._take)
        self._gathering = Gathering(contract)
        self.origin = ""

    def __enter__(self) -> Self:
        """Start; `origin` then says where clients reach it.

        Raises:
            MockServerError: the address cannot be had, or Prism does not start.
        """
        with ExitStack() as held:
            bound = held.enter_context(listen(self._host, self._port))
            judge = held.enter_context(self._judge)
            passage = make_passage(self._contract, self._upstream, judge.submit)
            self.origin = held.enter_context(MockServer(passage, bound))
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the traffic, then judge what is left of it."""
        self._held.close()

    @property
    def gathered(self) -> Gathered:
        """What Prism said so far; the whole of it once the block is left."""
        return self._gathering.gathered

    def _take(self, judgement: Judgement) -> None:
        for line in self._gathering.take(judgement):
            if self._told is not None:
                self._told(line)
