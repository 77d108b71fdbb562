"""Scripts that write, for the faults that only a write shows."""

from collections.abc import Mapping
from typing import Any

from tests.mockserver.faults.asking import Asker, Script, asking, steps

MODEL, OTHER = "01972fc3-0740-72f3-94de-e16907a4296d", "01972fc3-0740-7a73-89dc-6989ea7cd897"
EXAMPLES, SOLUTIONS, PAGES = f"/v1/admin/models/{MODEL}/examples", "/v1/admin/solutions", "/v1/docs"
POT: Mapping[str, Any] = {"input": {"prompt": "a pot"}, "title": "Pot", "is_public": True}
LINES: Mapping[str, Any] = {"title": "A rather long title for one page", "slug": "a", "section_code": "a"}
DOC: Mapping[str, Any] = {**LINES, "content": "# A"}


def posted(target: str, body: Any, key: str | None = None, who: str = "admin") -> Script:
    """A create."""
    return asking(target, who, "POST", body=body, headers={"Idempotency-Key": key} if key else {})


def listed(asker: Asker) -> None:
    """What members see then."""
    asker.ask(f"/v1/models/{MODEL}/examples", limit="500")


ONE, OTHER_BODY = posted(EXAMPLES, POT, "k"), posted(EXAMPLES, {**POT, "title": "Pan"}, "k")
FREE = {**POT, "title": None}

WRITES: Mapping[str, Script] = {
    "S01": posted(SOLUTIONS, LINES),
    "H06": posted(EXAMPLES, POT),
    "H51": posted(EXAMPLES, POT),
    "C09": posted(SOLUTIONS, {**LINES, "created_at": "2001-01-01T00:00:00Z"}),
    "T10": steps(posted(EXAMPLES, FREE, "k"), posted(EXAMPLES, FREE, "k")),
    "T51": steps(ONE, OTHER_BODY),
    "T52": steps(posted(SOLUTIONS, {**LINES, "title": 7}, "k"), posted(SOLUTIONS, LINES, "k")),
    "T53": steps(ONE, OTHER_BODY, listed),
    "T54": posted(EXAMPLES, {"input": {"prompt": "a"}}),
    "T55": asking(
        EXAMPLES, "admin", "POST", body=b'{"input": {}, "cost": 0.1}', headers={"Content-Type": "application/json"}
    ),
    "T56": posted(SOLUTIONS, LINES),
    "T57": posted(SOLUTIONS, LINES),
    "T58": steps(posted(SOLUTIONS, LINES), posted(SOLUTIONS, LINES)),
    "T59": steps(posted(PAGES, DOC), posted(PAGES, {**DOC, "section_code": "b"})),
    "T60": posted("/v1/billing/setup-sessions", None, who="other"),
    "T61": steps(posted(EXAMPLES, POT), listed),
}
