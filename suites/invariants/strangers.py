"""Who a request of the family `authentication` came from, and what may excuse its answer. Pure."""

import re
from collections.abc import Iterable, Sequence

from suites.expectations import Expectation
from suites.inputs.detours import OVERRIDES
from suites.sending.secrets import UNSIGNED
from suites.traffic import Exchange, Trace, target_of
from suites.verdicts import Breach, Judgement

# What an Authorization header is, to people; one of our tokens stands as its variable.
WORDS = (
    (re.compile(r"bearer *", re.IGNORECASE), "an empty token"),
    (re.compile(r"bearer \$\{[^}]*%\?=*\}", re.IGNORECASE), "a token cut short"),
    (re.compile(r"bearer \$\{[^}]*(\^\^|,,)\}", re.IGNORECASE), "a token in another case"),
    (re.compile(r"bearer \$\{\w+\}.+", re.IGNORECASE), "a token with a character more"),
    (re.compile(r"bearer \$\{[^}]*%\.\*\}\.", re.IGNORECASE), "a token without its signature"),
    (re.compile(rf"bearer {UNSIGNED}\..*", re.IGNORECASE), "a token that asks not to be verified"),
    (re.compile(r"bearer .*", re.IGNORECASE), "an unknown token"),
    (re.compile(r"\S+"), "a token without a scheme"),
    (re.compile(r".*"), "credentials of another scheme"),
)


def strangers(trace: Trace) -> tuple[Exchange, ...]:
    """The operation's own exchanges that nobody known sent, and that an answer came to."""
    return tuple(each for each in trace.own if each.asked.credentials != "valid" and not each.noisy)


def ordinary(trace: Trace, exchange: Exchange) -> bool:
    """Whether a request has the operation's method, names no other one and has no token in its URL."""
    asked = exchange.asked
    if asked.method != trace.operation.method or asked.values("access_token"):
        return False
    return not any(asked.header(name) for name in OVERRIDES)


def is_plain(exchange: Exchange) -> bool:
    """Whether the path of a request is written as its operation writes it."""
    operation = exchange.operation
    return operation is not None and exchange.asked.path == target_of(operation, exchange.path_values)


def concluded(
    trace: Trace,
    judged: Sequence[Exchange],
    breaches: Iterable[Breach],
    lacking: str = "no stranger's request came through",
    unasked: str | None = None,
    **evidence: int,
) -> Judgement:
    """The judgement on these exchanges; a doubt where there are none, and not every request was answered."""
    noisy = any(each.unheard for each in trace.exchanges)
    doubt = "the target was throttled or gone" if noisy and not judged else None
    return Judgement(len(judged), tuple(breaches), evidence, doubt, lacking, unasked)


def came_first(known: Expectation, stage: str) -> bool:
    """Whether a request is refused at a stage, by the order in effect."""
    return any(fault.stage == stage for fault in known.first)


def is_guarded(exchange: Exchange) -> bool:
    """Whether a guard before the deployment refused odd credentials in its own words (class `edge`)."""
    odd = exchange.asked.header("authorization") is not None
    return odd and exchange.status in (400, 403) and exchange.media_type == "text/html"


def sent(exchange: Exchange) -> str:
    """The credentials of a request in words."""
    header = exchange.asked.header("authorization")
    if header is None:
        return "no credentials"
    return next(words for pattern, words in WORDS if pattern.fullmatch(header))
