"""Cursors are forged so that their bytes change, and told apart by their look alone."""

import base64
from collections.abc import Mapping
from random import Random

import pytest

from suites.invariants.cursor_forms import decode, encode, is_garbled, kind_of
from suites.probes.cursors_forging import forgeries

PAYLOAD = b'["3f9c","after",{"id":"7"}]'
URL_SAFE = base64.urlsafe_b64encode(PAYLOAD).decode().rstrip("=")
SIGNED = base64.urlsafe_b64encode(bytes(range(200, 232)) + PAYLOAD).decode().rstrip("=")
SPELLINGS: Mapping[str, str] = {
    "base64 without padding": URL_SAFE,
    "base64 with padding": base64.urlsafe_b64encode(PAYLOAD + b"!").decode(),
    "hexadecimal": PAYLOAD.hex(),
    "hexadecimal in capitals": PAYLOAD.hex().upper(),
    "signed bytes": SIGNED,
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_bytes_come_back_in_their_spelling(name: str) -> None:
    """What is behind a cursor is put back as it was."""
    cursor = SPELLINGS[name]
    payload = decode(cursor)
    assert payload is not None
    assert encode(payload, cursor) == cursor


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_forged_cursor_is_another_one(name: str) -> None:
    """No forged text has the bytes of the cursor that it was made from, in whatever case or padding."""
    cursor = SPELLINGS[name]
    forged = forgeries((cursor,), 6000, Random(1))
    assert len({*forged.first, forged.low}) == 3
    for text in (*forged.first, forged.low, *forged.others):
        assert text.rstrip("=").casefold() != cursor.rstrip("=").casefold()
        assert decode(text) != decode(cursor)


def test_bits_that_mean_nothing_are_no_other_cursor() -> None:
    """A last character that differs in spare bits only decodes to nothing that is told."""
    assert URL_SAFE.endswith("Q") is (len(URL_SAFE) % 4 == 2)
    spare = base64.urlsafe_b64encode(b"abcd").decode().rstrip("=")
    assert decode(spare) == b"abcd"
    assert decode(f"{spare[:-1]}{chr(ord(spare[-1]) + 1)}") is None


def test_the_same_dice_forge_the_same() -> None:
    """Forged texts depend on the dice alone."""
    assert forgeries((URL_SAFE, SIGNED), 100, Random(7)) == forgeries((URL_SAFE, SIGNED), 100, Random(7))


@pytest.mark.parametrize(
    ("cursor", "kind"),
    [
        (URL_SAFE, "json"),
        ('["after", 3]', "json"),
        (SIGNED, "opaque"),
        ("1200", "opaque"),
        ("0196e780-fb40-7298-abb7-a686e84a17ab", "opaque"),
        (base64.urlsafe_b64encode(b"2024-03-01T12:00:00Z|17").decode().rstrip("="), "text"),
    ],
)
def test_a_cursor_is_told_by_its_look(cursor: str, kind: str) -> None:
    """JSON and texts are recognised; a number, a key and bytes are opaque."""
    assert kind_of(cursor) == kind


def test_only_what_cannot_be_a_cursor_is_garbled() -> None:
    """Where cursors are JSON, what is none is garbled; where they are opaque, nothing is."""
    assert is_garbled("zzzz", (URL_SAFE,))
    assert not is_garbled(base64.urlsafe_b64encode(b'{"a":1}').decode(), (URL_SAFE,))
    assert not is_garbled("zzzz", (SIGNED,))
    assert not is_garbled("zzzz", (SIGNED, URL_SAFE))
