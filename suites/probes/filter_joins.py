"""Asks for filters that join others, with comparisons chosen so that each wrong way to join them shows."""

from collections.abc import Callable

from hypothesis.strategies import SearchStrategy, one_of, tuples

from contracts import And, Comparison, Filter, Not, Operator, Or, print_filter
from suites.atoms import Sample, comparisons, filters, has_nulls, simplest, values
from suites.probes.filtering import Filterer
from suites.spellings import wrapped

Pair = tuple[Filter, Filter]
Wish = Callable[[Pair], bool]


def ask(asker: Filterer) -> None:
    """Asks for pairs, opposites, precedence and parentheses, contradictions, and one filter of any shape."""
    leaves = [comparisons(field, values(asker.sample.rows, field)) for field in asker.telling()]
    if not leaves:
        return
    leaf = one_of(leaves)
    pair = simplest(tuples(leaf, leaf), asker.chance, _overlapping(asker.sample), _differing(asker.sample))
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
        asker.ask(some)
        asker.ask(Not(some))
        asker.ask(Comparison(field.name, Operator.EQ, None))
        others = Comparison(field.name, Operator.NE, some.value)
        asker.ask(And((some, others)))
        asker.ask(Or((some, others)))
