"""The page docs/invariants.md, made from the registry.

`python -m tests.documentation.invariants > docs/invariants.md` writes it anew.
"""

import sys
from collections.abc import Iterator

from suites import FAMILIES, INVARIANTS, Invariant
from suites.conformance import EXCLUSIONS

HEAD = """# Invariants

What the suites judge a deployment by. Each row is one promise: its id in reports, what it promises, the rules it leans
on (their weakest grade decides between a finding and a deviation), what it costs, where it comes from, and which
invariants must break where it breaks: a report folds them into it.

Tiers: T0 every response that was seen; T1 a handful of requests; T2 walks through a list;
T3 operations that write (`--allow-writes`); T4 a second identity (`--identities`).

This page is made from the registry: `python -m tests.documentation.invariants > docs/invariants.md`.
"""

FAMILY = {
    "conformance": "Schemathesis' checks on generated requests, good and bad; and every operation answers 2xx once.",
    "pages": "What one page of a list promises: its size, its links, its rows.",
    "sort": "What an order promises: where rows stand, how orders go together, and what is no order.",
    "filter": "What a filter promises: the rows it passes, how filters join, and what is no filter.",
    "forward": "What following `next` promises: nothing twice, nothing left out, one order.",
    "writes": "What an operation that makes rows promises: what is kept, where it shows, and that it happens once.",
    "backward": "What following `previous` promises: the same rows in the same order.",
    "projection": "What a part of a row promises: the names asked for, the values and the rows of the whole.",
    "embedding": "What rows promise when related ones come along: they stay what and where they are.",
    "cursors": "What a cursor is answered that is forged, used elsewhere, empty or sent twice.",
    "rows": "What a list shows of a row is what the row shows by itself.",
    "scoping": "What organisations and visibility keep apart, asked by two identities.",
    "authentication": "Who may call, what others are told, and no way around it.",
    "headers": "What stands beside a body, and how it travels; not `Server`, not `RateLimit-*`.",
    "envelope": "The shape and sense of every error.",
    "status": "Which status answers which request.",
}


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD, *(line for family in FAMILIES for line in section(family))))


def section(family: str) -> Iterator[str]:
    """The lines of one family."""
    yield f"## `{family}`\n"
    yield f"{FAMILY[family]}\n"
    yield "| id | promises | leans on | tier | source | implies |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in INVARIANTS.values():
        if row.family == family:
            yield f"| {' | '.join(cells(row))} |"
    yield ""
    if family == "conformance":
        yield from exclusions()


def exclusions() -> Iterator[str]:
    """The lines of the table that says where a check of Schemathesis does not look."""
    yield "Where a check does not look, because it would call a sound deployment broken. No check is off as a whole.\n"
    yield "| checks | operations | exchanges | reason |"
    yield "| --- | --- | --- | --- |"
    for row in EXCLUSIONS:
        checks = ", ".join(f"`{check}`" for check in row.checks)
        yield f"| {checks} | {row.operations} | {row.requests} | {row.reason} |"
    yield ""


def cells(row: Invariant) -> tuple[str, ...]:
    """The cells of one invariant, none of which breaks the table."""
    texts = (f"`{row.id}`", row.title, ", ".join(row.rules), row.tier, row.source, ", ".join(row.implies))
    return tuple(text.replace("|", "\\|") for text in texts)


if __name__ == "__main__":
    sys.stdout.write(page())
