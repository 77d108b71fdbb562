"""A HAR file to exchanges of one deployment: what cannot be judged is left out, and counted by its reason.

Nothing is guessed of a response that the file does not hold whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from urllib.parse import quote, urlsplit

from contracts import Contract, Identities, match
from suites.recording.callers import Witness, named, told_caller
from suites.recording.har import Entry, RecordingError, read_har
from suites.sending.patience import TURNED_AWAY
from suites.traffic import Exchange

__all__ = ["Recording", "RecordingError", "read_recording"]

SENT_AS_IS = "".join(map(chr, range(0x21, 0x7F)))
# Headers by which a browser asks on its own behalf (Fetch, section 3.2; RFC 9110, section 13.1).
PREFLIGHT = "access-control-request-method"
CONDITIONS = ("if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range")


@dataclass(frozen=True, slots=True)
class Recording:
    """What a file holds of one deployment.

    Args:
        base: the deployment's address.
        exchanges: in order.
        left_out: how many entries were left out, by reason.
    """

    base: str
    exchanges: tuple[Exchange, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def read_recording(path: Path, contract: Contract, identities: Identities, base: str | None = None) -> Recording:
    """The exchanges of a HAR file with one deployment.

    Args:
        identities: those whose tokens name a caller.
        base: the deployment's address; where it is None the one that was recorded, or the only one that is asked
            for what the contract has.

    Raises:
        ContractKitError: the file cannot be read, or holds several deployments and none was named.
    """
    har = read_har(path)
    chosen = (base or har.base or _only_base(path, har.entries, contract)).rstrip("/")
    left: Counter[str] = Counter()
    found = tuple(_numbered(_exchanges(har.entries, contract, Witness(identities), chosen, left)))
    if har.base is None:
        left["asked with a token that nobody knows and that opened nothing"] += sum(
            each is None for each in named(found)
        )
        found = tuple(_numbered(each for each in named(found) if each is not None))
    return Recording(chosen, tuple(_deferred(found)), {reason: count for reason, count in left.items() if count})


def _only_base(path: Path, entries: Iterable[Entry], contract: Contract) -> str:
    bases: Counter[str] = Counter()
    for entry in entries:
        parts = urlsplit(entry.url)
        if match(contract, entry.method, parts.path).operation:
            bases[f"{parts.scheme}://{parts.netloc}"] += 1
    if len(bases) == 1:
        return next(iter(bases))
    if not bases:
        raise RecordingError(
            str(path), None, "asks for nothing that the contract has", "Name the deployment's address with --base URL"
        )
    known = ", ".join(base for base, _ in bases.most_common(3))
    raise RecordingError(str(path), None, f"holds several deployments: {known}", "Name one with --base URL")


def _exchanges(
    entries: Iterable[Entry], contract: Contract, witness: Witness, base: str, left: Counter[str]
) -> Iterator[Exchange]:
    for entry in entries:
        reason = _unfit(entry, base)
        if reason:
            left[reason] += 1
        else:
            yield _exchange(entry, contract, witness, base)


def _unfit(entry: Entry, base: str) -> str | None:
    """Why an entry says nothing of the deployment; None where it does."""
    names = {name.lower() for name, _ in entry.headers}
    if not entry.url.startswith(base) or entry.url[len(base) : len(base) + 1] not in ("", "/", "?", "*"):
        return "with other addresses"
    if entry.caller is not None:
        return None
    if entry.status == 0:
        return "without a response"
    if entry.cached or entry.status == 304 or names.intersection(CONDITIONS):
        return "answered from a cache, or asked on a condition"
    if PREFLIGHT in names:
        return "a browser's own, before it asks another origin"
    return "without the whole of the response's body" if entry.answer is None else None


def _exchange(entry: Entry, contract: Contract, witness: Witness, base: str) -> Exchange:
    target = quote(entry.url[len(base) :], safe=SENT_AS_IS) or "/"
    asked = witness.asked(entry.method, target, entry.headers, entry.body)
    if entry.caller is not None:
        asked = told_caller(asked, entry.caller)
    matched = match(contract, entry.method, asked.path)
    return Exchange(
        number=0,
        asked=asked,
        operation=matched.operation,
        path_values=matched.path_values,
        status=entry.status or None,
        headers=entry.answer_headers,
        body=entry.answer or b"",
        trouble=None if entry.status else entry.trouble or "no response",
        elapsed=entry.seconds,
        purpose=str((entry.caller or {}).get("purpose") or ""),
    )


def _numbered(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    return (replace(each, number=number) for number, each in enumerate(exchanges, 1))


def _deferred(exchanges: tuple[Exchange, ...]) -> Iterator[Exchange]:
    """Exchanges, those that were turned away and asked again at once marked as such."""
    for each, after in zip_longest(exchanges, exchanges[1:]):
        again = after is not None and after.asked == each.asked and each.status in TURNED_AWAY
        yield replace(each, deferred=True) if again else each
