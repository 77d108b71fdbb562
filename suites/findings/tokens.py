"""The variables that stand for tokens in requests that are kept, and whether a run knows whose they are. Pure."""

from collections.abc import Iterable

from suites.report.curl import variables
from suites.sending.secrets import variable
from suites.target import Target


def strangers(headers: Iterable[tuple[str, str]], target: Target) -> tuple[str, ...]:
    """The variables of headers that stand for the token of nobody whom a run knows.

    What is asked as somebody unknown would come to nothing, and look repaired.
    """
    known = {target.variables.get(name) or variable(name) for name in target.identities.identities}
    needed = {name for pair in headers for text in pair for name in variables(text)}
    return tuple(sorted(each for each in needed if each.rstrip("_") not in {name.rstrip("_") for name in known}))
