"""What has become of the minimal cases that were kept from earlier runs, in lines. Pure."""

from collections.abc import Iterator

from suites.result import Result
from suites.verdicts import readable


def corpus(result: Result) -> Iterator[str]:
    """One line a case; nothing where the run was given no corpus, or an empty one and found nothing to keep."""
    yield from (f"CORPUS  {readable(line)}" for line in result.corpus)
