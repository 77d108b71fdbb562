"""What a run leaves behind on a deployment, and how to be rid of it. Pure."""

from collections import Counter
from collections.abc import Iterator

from suites.result import Result


def remains(result: Result) -> Iterator[str]:
    """One paragraph where the run made rows; nothing where it made none."""
    entries = result.ledger.entries
    if not entries:
        return
    counted = Counter(entry.operation for entry in entries)
    by = ", ".join(f"{count} by {operation}" for operation, count in counted.items())
    lost = sum(not entry.sure for entry in entries)
    perhaps = f" Of {lost} no answer came: they may be there or not." if lost else ""
    listed = f" {result.ledger.path} lists them." if result.ledger.path else ""
    yield (
        f"{len(entries)} row{'' if len(entries) == 1 else 's'} made and left: {by}.{perhaps}{listed} "
        f"The suites delete nothing: to remove them, search for {result.ledger.tag!r} in their texts, or by key."
    )
