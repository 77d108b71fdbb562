"""How to judge the same again, as a line to paste into a shell. Pure.

A line is whole: it names the verb, the target and who calls, as the run was given them.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAMING = ("--identities", "--token-env")  # the options that say who calls


@dataclass(frozen=True, slots=True)
class Command:
    """The words of a run.

    Args:
        judge: the verb, what is judged, and the options that shape a judgement.
        leave: the options that say who calls and what may be written; no report keeps them.
    """

    judge: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()

    @property
    def names_callers(self) -> bool:
        """Whether the run was told who calls."""
        return any(word in NAMING for word in self.leave)

    @property
    def reads(self) -> bool:
        """Whether a recording was judged, and nothing was sent."""
        return self.judge[1:2] == ("judge",)

    def narrowed(self, family: str, operation: str) -> str:
        """The line that judges one operation by one family."""
        return shlex.join((*self.judge, *self.leave, "--only", family, "--operation", operation))

    def replayed(self, finding: str, report: str) -> str:
        """The line that judges one finding of a report again."""
        return shlex.join(("contractkit", "replay", finding, "--report", report, *self.leave))


def words(options: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    """Options as words, in the order of their names; those that were not given are left out."""
    for name in names:
        value = options[name]
        if not value:
            continue
        for each in value if isinstance(value, tuple) else (value,):
            yield f"--{name.replace('_', '-')}"
            yield from () if each is True else (str(each),)
