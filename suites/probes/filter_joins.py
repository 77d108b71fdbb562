"""Asks for filters that join others, with comparisons chosen so that each wrong way to join them shows."""

from collections.abc import Callable, Iterator
from itertools import combinations
from urllib.parse import quote

from hypothesis.strategies import SearchStrategy, one_of, sampled_from, tuples

from contracts import (
    MAXIMUM_COMPARISONS,
    MAXIMUM_LENGTH,
    MAXIMUM_LEVELS,
    And,
    Comparison,
    FieldType,
    Filter,
    Membership,
    Not,
    Operator,
    Or,
    print_filter,
)
from suites.inputs.atoms import Sample, comparisons, filters, has_nulls, simplest, values
from suites.inputs.spellings import instants, nested, wrapped
from suites.probes.filtering import Filterer

Pair = tuple[Filter, Filter]
KEYS = 2  # in the shortest of a few lists of keys
Wish = Callable[[Pair], bool]


def ask(asker: Filterer) -> None:
    """Asks for pairs, opposites, precedence and parentheses, contradictions, and one filter of any shape."""
    leaves = [comparisons(field, values(asker.sample.rows, field)) for field in asker.telling()]
    if not leaves:
        return
    leaf = one_of(leaves)
    if not asker.every:
        _spare(asker, leaf)
        return
    pair = _of_keys(asker) or simplest(
        tuples(leaf, leaf), asker.chance, _overlapping(asker.sample), _differing(asker.sample)
    )
    if pair is not None:
        _join(asker, pair, leaf)
    _oppose(asker)
    whole = simplest(filters(leaf), asker.chance, asker.sample.splits)
    if whole is not None:
        asker.ask(whole)


def _overlapping(sample: Sample) -> Wish:
    return lambda pair: _parts(sample, pair) == (True, True, True, True)


def _differing(sample: Sample) -> Wish:
    return lambda pair: _parts(sample, pair)[1:3] == (True, True)


def _parts(sample: Sample, pair: Pair) -> tuple[bool, ...]:
    """Whether rows pass both, the first alone, the second alone, neither."""
    one, other = (sample.passing(each) for each in pair)
    return bool(one & other), bool(one - other), bool(other - one), len(one | other) < len(sample.rows)


def _join(asker: Filterer, pair: Pair, leaf: SearchStrategy[Filter]) -> None:
    one, other = pair
    asker.ask(one)
    asker.ask(other)
    asker.say(wrapped(print_filter(one)))
    asker.ask(And((one, other)))
    asker.say(f"{print_filter(other)} and {print_filter(one)}")
    asker.ask(Or((one, other)))
    asker.ask(Not(Or((one, other))))
    asker.ask(And((Not(one), Not(other))))
    asker.ask(Not(Not(one)))
    third = simplest(leaf, asker.chance, lambda tree: _binds(asker.sample, pair, tree))
    if third is not None:
        asker.ask(Or((one, And((other, third)))))


def _binds(sample: Sample, pair: Pair, third: Filter) -> bool:
    """Whether it shows that AND binds before OR."""
    one, other = pair
    return sample.passing(Or((one, And((other, third))))) != sample.passing(And((Or((one, other)), third)))


def _oppose(asker: Filterer) -> None:
    """What passes, what does not, and what is neither; all and nothing."""
    fields = sorted(asker.telling(), key=lambda field: not has_nulls(asker.rows, field))
    for field in fields[:1]:
        some = asker.draw(field, (Operator.EQ,))
        if some is None:
            continue
        near = asker.near(some, Not(some))
        for part in (some, Not(some), Comparison(field.name, Operator.EQ, None)):
            asker.ask(near(part))
        others = Comparison(field.name, Operator.NE, some.value)
        asker.ask(And((some, others)))
        asker.ask(Or((some, others)))


def _spare(asker: Filterer, leaf: SearchStrategy[Filter]) -> None:
    """The same with what was asked already, and one way to say the same."""
    pair = _of_keys(asker) or _beside(asker) or simplest(tuples(leaf, leaf), asker.chance, _differing(asker.sample))
    if pair is not None:
        one, other = pair
        asker.ask(one)
        if other not in asker.answers:
            asker.ask(other, _with_offset(asker, other))
        asker.ask(And((other, one)), f"{print_filter(other)} and {print_filter(one)}")
        asker.ask(Or((one, other)))
        for text in asker.inquiry.some(tuple(_in_other_words(print_filter(one), print_filter(other))), 1):
            asker.say(text)
        third = simplest(leaf, asker.chance, lambda tree: _binds(asker.sample, pair, tree))
        if third is not None:
            asker.ask(Or((one, And((other, third)))))
    _part(asker)


def _of_keys(asker: Filterer) -> Pair | None:
    """Of a list whose results may be too long to be read to their end: two lists of keys, and first a shorter one."""
    field = asker.walker.resource.fields.get(asker.key)
    keys = values(asker.sample.rows, field)[: 2 * KEYS] if asker.long and field and field.type else ()
    if len(keys) < 2 * KEYS:
        return None
    asker.ask(Membership(asker.key, keys[:KEYS]))
    return Membership(asker.key, keys[: KEYS + 1]), Membership(asker.key, keys[KEYS:])


def _beside(asker: Filterer) -> Pair | None:
    """Two comparisons that were asked; else one of them and one of another field, best of instants."""
    asked = [each for each in asker.answers if isinstance(each, Comparison) and asker.sample.splits(each)]
    kept = next((pair for pair in combinations(asked, 2) if _overlapping(asker.sample)(pair)), None)
    if kept:
        return kept
    compared = {each.field for each in asked}
    others = [each for each in asker.telling(compared) if each.name != asker.key]
    for fields in ([each for each in others if each.type is FieldType.DATE_TIME], others):
        if asked and fields:
            leaf = one_of([comparisons(each, values(asker.sample.rows, each)) for each in fields])
            pairs = tuples(sampled_from(asked), leaf)
            pair = simplest(pairs, asker.chance, _overlapping(asker.sample), _differing(asker.sample))
            if pair is not None:
                return pair
    return None


def _with_offset(asker: Filterer, tree: Filter) -> str | None:
    """An instant by another offset, or by none."""
    texts = tuple(instants(tree)) if isinstance(tree, Comparison) else ()
    return asker.chance.choice(texts) if texts else None


def _in_other_words(one: str, other: str) -> Iterator[str]:
    """Filters that say what was asked already, some of them as deep or as many as may be."""
    yield f"NOT (NOT {one} AND NOT {other})"
    yield nested(wrapped(one), MAXIMUM_LEVELS - 2)
    yield f"NOT NOT {one}"
    many = " AND ".join([one] * MAXIMUM_COMPARISONS)
    yield many if len(quote(many)) <= MAXIMUM_LENGTH else f"{other} OR {one}"


def _part(asker: Filterer) -> None:
    """What passes, what does not, and what is neither; all or nothing."""
    asked = (each for each in asker.answers if isinstance(each, Comparison) and each.operator is Operator.LT)
    fields = sorted(asker.telling(), key=lambda field: not has_nulls(asker.rows, field))
    cut = next((each for each in asked if has_nulls(asker.rows, asker.walker.resource.fields[each.field])), None)
    some = cut or (asker.draw(fields[0], (Operator.EQ,)) if fields else None)
    if some is None:
        return
    near = asker.near(some, Not(some))
    for part in (some, Not(some), Comparison(some.field, Operator.EQ, None)):
        asker.ask(near(part))
    opposites = tuple(Comparison(some.field, each, some.value) for each in (Operator.EQ, Operator.NE))
    extremes: tuple[Filter, ...] = (Or(opposites), And(opposites))
    for tree in asker.inquiry.some(extremes[1:] if asker.long else extremes, 1):
        asker.ask(tree)
