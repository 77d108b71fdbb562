"""Lists of names, as `fields` and `embed` take them: which names a client asks for, in which order.

It decides what such a list means; it never knows what the names stand for.
"""

from collections.abc import Collection

from contracts.expressions import ExpressionError, ExpressionKind, elements, named, nearest


def parse_names(text: str, allowed: Collection[str], kind: ExpressionKind) -> tuple[str, ...]:
    """Read a comma-separated list of names; a repeated name counts once, at its first place.

    Args:
        text: the parameter's text. An empty one is the caller's to take as absent.
        allowed: the names there are, told in this order where none is near.
        kind: the language the refusal is told in.

    Raises:
        ExpressionError: of `kind`, for an empty element or an unknown name.
    """
    for name, offset in (found := elements(text, kind)):
        if name not in allowed:
            raise _unknown(name, offset, allowed, kind)
    return tuple(dict.fromkeys(name for name, _ in found))


def _unknown(name: str, offset: int, allowed: Collection[str], kind: ExpressionKind) -> ExpressionError:
    suggestion = nearest(name, allowed)
    choice = "" if suggestion else f"; known are {', '.join(allowed)}" if allowed else "; there is none to name"
    return ExpressionError(kind, f"{named(name)} is no name known here{choice}", offset, name, suggestion)
