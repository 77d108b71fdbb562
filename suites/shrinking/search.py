"""The search for the simplest form that still shows something: the first simpler one that does is taken, and so on.

It decides what is tried next and when it ends, and never what counts as shown: whoever asks says that.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Found = TypeVar("Found")
Form = TypeVar("Form")

ATTEMPTS = 30  # forms that are tried for one fault


def simplest(
    found: Found,
    simpler: Callable[[Found], Iterable[Form]],
    attempt: Callable[[Form], Found | None],
    mark: Callable[[Form], Hashable],
    tried: Hashable,
) -> Found:
    """What the last form that showed it came to; what it began with where none did.

    Args:
        simpler: forms to try, the simplest first.
        attempt: asks for one; None where it does not show.
        mark: what two forms have in common that are the same.
        tried: the mark of what it begins with.
    """
    seen, left = {tried}, ATTEMPTS
    last: Found | None = found
    while last is not None:
        found, last = last, None
        for form in simpler(found):
            if mark(form) in seen or not left:
                continue
            seen.add(mark(form))
            left -= 1
            last = attempt(form)
            if last is not None:
                break
    return found
