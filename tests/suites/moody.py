"""A deployment in a mood: some of its answers are replaced by those of a server that is throttled, failing or slow."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from tests.suites.deployment import App

Scope = MutableMapping[str, Any]
Mood = Callable[[int, Scope], "Outburst | None"]


@dataclass(frozen=True, slots=True)
class Outburst:
    """An answer out of turn; `status` None is no answer at all."""

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Moody:
    """An application before another one.

    Args:
        app: answers in a good mood.
        mood: by the number of a request, from 1, and its scope: what comes in place of an answer; None for the answer.
    """

    app: App
    mood: Mood
    heard: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answers a request."""
        self.heard.append((scope["method"], scope["raw_path"].decode()))
        outburst = self.mood(len(self.heard), scope)
        if outburst is None:
            await self.app(scope, receive, send)
        elif outburst.status is not None:
            headers = [(name.lower().encode(), value.encode()) for name, value in outburst.headers.items()]
            await send({"type": "http.response.start", "status": outburst.status, "headers": headers})
            await send({"type": "http.response.body", "body": b""})


def throttled(wait: str, *numbers: int, status: int = 429, **headers: str) -> Mood:
    """These requests are turned away, and asked to come again later."""
    told = {"Retry-After": wait, **headers}
    return lambda number, _: Outburst(status, told) if number in numbers else None


def failing(first: int, last: int = 10**9, status: int | None = 500) -> Mood:
    """Requests from one number to another fail."""
    return lambda number, _: Outburst(status) if first <= number <= last else None
