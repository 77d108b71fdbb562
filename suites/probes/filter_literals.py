"""Asks for texts that a careless server takes for something else: wildcards, quotes, signs of a URL, another case."""

from collections.abc import Callable, Iterator, Sequence

from contracts import Comparison, Field, FieldType, Operator, print_filter
from suites.inputs.atoms import values
from suites.inputs.wildcards import alone, fitting
from suites.probes.filtering import Filterer

LONGEST = 60  # characters of a text that is made into others
TRIED = 4  # texts of a field that others are made of, to see which tells the most
SHOWN = 3  # texts with special characters that rows show
# Each sort of character that some layer between client and database gives a meaning to.
SPECIAL = ("'", "%", "_", "\\", '"', ",()", "&#+?=", "*", ":;/")

Base = tuple[Field, str]


def ask(asker: Filterer) -> None:
    """Asks for texts that rows show, and for texts beside them that no row shows."""
    texts = asker.of_types(FieldType.STRING, most=len(asker.fields))
    for name, text in shown(asker)[:SHOWN] if asker.every else ():
        asker.ask(Comparison(name, Operator.EQ, text))
    bases = [(field, text) for field in texts for text in _plain(asker, field)]
    bases.sort(key=lambda each: not each[1].isalpha())
    if bases and not asker.every:
        _together(asker, bases)
        return
    for field, plain in bases[:1]:
        for text in dict.fromkeys((*_beside(plain), plain.swapcase())):
            asker.ask(Comparison(field.name, Operator.EQ, text))


def _together(asker: Filterer, bases: Sequence[Base]) -> None:
    """Texts that rows show, texts beside one of them, and another one in the other case: what is wrong tells which.

    The one is such that texts beside it hide the fewest of those shown, and are hidden by none.
    """
    seen = [Comparison(name, Operator.EQ, text) for name, text in shown(asker)]
    groups = [(_group(asker, each, seen), each) for each in bases]
    (atoms, cased), (field, plain) = max(groups, key=lambda each: (each[0][1] is not None, len(each[0][0])))
    asker.ask_alternatives([(atom, print_filter(atom)) for atom in (*atoms, *([cased] if cased else []))])
    if cased is None:
        asker.ask(Comparison(field.name, Operator.EQ, plain.swapcase()))


def _group(asker: Filterer, base: Base, seen: Sequence[Comparison]) -> tuple[list[Comparison], Comparison | None]:
    """The texts to ask for beside one, and a text of its field in the other case where one begins otherwise."""
    field, plain = base
    atoms = fitting(asker.rows, [Comparison(field.name, Operator.EQ, text) for text in _beside(plain)], seen)
    own = values(asker.rows, field)
    known = frozenset(own)
    others = [each for each in own if _apart(each, plain) and each.swapcase() not in known]
    apart = (each for each in others if alone(asker.rows, Comparison(field.name, Operator.EQ, each), atoms))
    other = next(apart, next(iter(others), None))
    return atoms, None if other is None else Comparison(field.name, Operator.EQ, other.swapcase())


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


def _plain(asker: Filterer, field: Field) -> tuple[str, ...]:
    """A few texts of several characters that a field shows, those of letters first."""
    found = [each for each in values(asker.rows, field) if 2 <= len(each) <= LONGEST]
    return tuple(sorted(found, key=lambda each: not each.isalpha())[:TRIED])


def _beside(text: str) -> Iterator[str]:
    yield f"{text[0]}%"
    yield f"{text[:-1]}_"
    yield f"{text}' OR '1'='1"
    yield f"{text}&x#y+z%41 \U0001f4da"
    yield ""
