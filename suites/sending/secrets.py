"""Tokens and the variables that stand for them in all that people see. Pure.

What is left of a token that a forgery is made of is still most of a secret: it has a stand-in too, in the
words of a shell (POSIX.1-2024, XCU 2.6.2; for its case the Bash manual, 3.5.3).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from contracts import Identity

TELLING = 8  # characters of a token that no other text holds by chance
# Of a UUID or a number in hexadecimal digits the case says nothing (RFC 9562, section 4).
CASELESS = re.compile(r"[0-9A-Fa-f-]*")
UNSIGNED = (
    "eyJhbGciOiJub25lIn0"  # {"alg":"none"}, the header of a JWT that asks not to be verified (RFC 7519, section 6)
)


class Secrets:
    """Replaces tokens by their variables, and back.

    Args:
        identities: those whose tokens are secrets.
        variables: an identity's name to the variable that holds its token, where that is not named after it.
    """

    def __init__(self, identities: Iterable[Identity], variables: Mapping[str, str] | None = None) -> None:
        pairs: dict[str, str] = {}
        taken: set[str] = set()
        known = [each for each in identities if each.token]
        stands: list[tuple[str, str]] = []
        for identity in known:
            name = (variables or {}).get(identity.name) or variable(identity.name)
            while name in taken:
                name += "_"
            taken.add(name)
            stands.append((identity.token, name))
        # A whole token first: it may be what is left of another.
        for token, name in stands:
            pairs.setdefault(token, f"${{{name}}}")
        for token, name in stands:
            for part, cut in _parts(token):
                pairs.setdefault(part, f"${{{name}{cut}}}")
        # The longest first: no token hides behind a part of itself.
        self._pairs = sorted(pairs.items(), key=lambda pair: -len(pair[0]))

    def mask(self, text: str) -> str:
        """Credentials with every token replaced by the variable that holds it."""
        for token, shown in self._pairs:
            if len(token) > 1:
                text = text.replace(token, shown)
        return text

    def mask_target(self, text: str) -> str:
        """A target, masked likewise, percent-encoded tokens too; a short token only where it is a whole value."""
        for token, shown in self._pairs:
            for spelled in dict.fromkeys((token, quote(token, safe=""))):
                whole = rf"(?<==){re.escape(spelled)}(?=&|$)"
                text = text.replace(spelled, shown) if len(token) >= TELLING else re.sub(whole, shown, text)
        return text

    def mask_answer(self, text: bytes) -> bytes:
        """What came back, masked likewise; a short token stays, since any text may hold it by chance."""
        for token, shown in self._pairs:
            if len(token) >= TELLING:
                for spelled in (token, quote(token, safe="")):
                    text = text.replace(spelled.encode(), shown.encode())
        return text

    def unmask(self, text: str) -> str:
        """A masked header with every token put back."""
        for token, shown in self._pairs:
            text = text.replace(shown, token)
        return text

    def unmask_target(self, text: str) -> str:
        """A masked target with every token put back, percent-encoded."""
        for token, shown in self._pairs:
            text = text.replace(shown, quote(token, safe=""))
        return text


def variable(name: str) -> str:
    """The environment variable that stands for an identity's token: its name in capitals, `MEMBER_TOKEN`."""
    word = "".join(char if char.isascii() and char.isalnum() else "_" for char in name.upper())
    return f"{'_' if word[:1].isdigit() else ''}{word}_TOKEN"


def forgeries(token: str) -> tuple[str, ...]:
    """Texts made of a token that are well formed and nobody's: shorter, longer, in one case, of a JWT unsigned ones."""
    made = [shortened(token), f"{token}x", recased(token)[0]]
    if _is_signed(token):
        made += [f"{_unsigned(token)}.", f"{UNSIGNED}.{_claims(token)}"]
    return tuple(text for text in made if text)


def shortened(token: str) -> str:
    """A token without its last character that counts: the padding of base64 may be left out of a good one."""
    return token.rstrip("=")[:-1]


def recased(token: str) -> tuple[str, str]:
    """A token in capitals, or in small letters where it is in capitals, and how a shell says so.

    Two empty texts where that is the same token.
    """
    cases = ((token.upper(), "^^"), (token.lower(), ",,"))
    return next(
        (each for each in cases if each[0] != token and token.isascii() and not CASELESS.fullmatch(token)), ("", "")
    )


def _parts(token: str) -> Iterator[tuple[str, str]]:
    """What forgeries hold of a token, and how a shell cuts it."""
    yield shortened(token), "%?" + "=" * (len(token) - len(token.rstrip("=")))
    if recased(token)[0]:
        yield recased(token)
    if _is_signed(token):
        yield _unsigned(token), "%.*"
        yield _claims(token), "#*."


def _is_signed(token: str) -> bool:
    """Whether a token has the look of a signed JWT (RFC 7515, section 3.1)."""
    return token.count(".") == 2 and all(token.split("."))


def _unsigned(token: str) -> str:
    return token.rpartition(".")[0]


def _claims(token: str) -> str:
    return token.partition(".")[2]
