"""Asks for texts that a careless server takes for something else: wildcards, quotes, signs of a URL, another case."""

from collections.abc import Callable, Iterator

from contracts import Comparison, Field, FieldType, Operator, print_filter
from suites.inputs.atoms import values
from suites.probes.filtering import Filterer

LONGEST = 60  # characters of a text that is made into others
SHOWN = 3  # texts with special characters that rows show
# Each sort of character that some layer between client and database gives a meaning to.
SPECIAL = ("'", "%", "_", "\\", '"', ",()", "&#+?=", "*", ":;/")


def ask(asker: Filterer) -> None:
    """Asks for texts that rows show, and for texts beside them that no row shows."""
    texts = asker.of_types(FieldType.STRING, most=len(asker.fields))
    for name, text in shown(asker)[:SHOWN] if asker.every else ():
        asker.ask(Comparison(name, Operator.EQ, text))
    for field in sorted(texts, key=lambda each: not (_plain(asker, each) or "").isalpha())[:1]:
        plain = _plain(asker, field)
        if plain and asker.every:
            for text in dict.fromkeys((*_beside(plain), plain.swapcase())):
                asker.ask(Comparison(field.name, Operator.EQ, text))
        elif plain:
            _together(asker, field, plain)


def _together(asker: Filterer, field: Field, plain: str) -> None:
    """Texts that rows show, texts beside one of them, and another one in the other case: what is wrong tells which."""
    atoms = [Comparison(name, Operator.EQ, text) for name, text in shown(asker)]
    atoms += [each for text in _beside(plain) if (each := Comparison(field.name, Operator.EQ, text)) not in atoms]
    seen = values(asker.rows, field)
    other = next((each for each in seen if _apart(each, plain) and each.swapcase() not in (*seen, each)), plain)
    cased = Comparison(field.name, Operator.EQ, other.swapcase())
    leaves = [(atom, print_filter(atom)) for atom in (*atoms, *([] if other == plain else [cased]))]
    asker.ask_alternatives(leaves)
    if other == plain:
        asker.ask(cased)


def _apart(one: str, other: str) -> bool:
    return len(one) <= LONGEST and one[:1].casefold() != other[:1].casefold()


def shown(asker: Filterer) -> tuple[tuple[str, str], ...]:
    """Texts that rows show, the first of each sort of special character; empty ones and those beyond ASCII too."""
    fields = asker.of_types(FieldType.STRING, most=len(asker.fields))
    pairs = [(field, text) for field in fields for text in values(asker.rows, field) if len(text) <= LONGEST]
    found: dict[tuple[str, str], None] = {}
    for wish in (*map(_holding, SPECIAL), _beyond_ascii, _blank):
        pair = next((each for each in pairs if wish(each[1])), None)
        if pair:
            found[pair[0].name, pair[1]] = None
    asker.chance.shuffle(kept := list(found))
    return tuple(kept)


def _holding(signs: str) -> Callable[[str], bool]:
    return lambda text: any(sign in text for sign in signs)


def _beyond_ascii(text: str) -> bool:
    return not text.isascii()


def _blank(text: str) -> bool:
    return not text or text != text.strip()


def _plain(asker: Filterer, field: Field) -> str | None:
    """A text of letters that a field shows, best one of several."""
    found = [each for each in values(asker.rows, field) if 2 <= len(each) <= LONGEST]
    return next((each for each in found if each.isalpha()), next(iter(found), None))


def _beside(text: str) -> Iterator[str]:
    yield f"{text[0]}%"
    yield f"{text[:-1]}_"
    yield f"{text}' OR '1'='1"
    yield f"{text}&x#y+z%41 \U0001f4da"
    yield ""
