"""Other ways to ask for the same: crooked spellings of a path, and headers that name another method. Pure.

A sound deployment may take a spelling or refuse it; what it must not do is forget who may call.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

# Headers that some frameworks take the method from.
OVERRIDES = ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method")


def spellings(path: str) -> Iterator[str]:
    """Crooked spellings of a path, each of which some router reads as the path itself."""
    yield f"/{path}"
    yield f"{path}/"
    yield f"/.{path}"
    yield f"{path}/."
    yield f"/%2e{path}"
    yield f"{path};"
    yield path.upper()
    yield re.sub(r"(?<=/)[a-z]", lambda found: f"%{ord(found[0]):02x}", path, count=1)


def straighten(path: str) -> str:
    """A path as a careless router reads it: escapes, `//`, `/./`, `;`, a trailing slash and case undone."""
    decoded = re.sub("%([2-7][0-9a-f])", lambda found: chr(int(found[1], 16)), path, flags=re.IGNORECASE)
    segments = (segment.partition(";")[0] for segment in decoded.split("/"))
    return quote("/" + "/".join(segment for segment in segments if segment not in ("", ".")).lower(), safe="/")


def resembles(path: str, template: str) -> bool:
    """Whether a careless router may take a path for one of a template."""
    sent, due = straighten(path).split("/"), template.lower().split("/")
    return len(sent) == len(due) and all(
        part == word or (part and word.startswith("{")) for part, word in zip(sent, due, strict=True)
    )
