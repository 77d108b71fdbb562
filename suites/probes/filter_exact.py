"""Asks for values just beside those that rows show: a date alone, and a number with more digits than a double holds.

The dates are those of the midnights nearest to a row, one late in its day and one early in its own: whoever reads
them as midnight of another place passes such a row, or leaves it out.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from contracts import Comparison, Field, FieldType, Operator, print_filter
from suites.inputs.atoms import values
from suites.probes.filtering import Filterer

DAY = timedelta(days=1)
REACH = timedelta(hours=20)  # of both rows from their midnights: one of them is nearer than most places are to UTC
LAST = 9999  # the last year there is
INSTANTS = (FieldType.DATE_TIME,)
DATE = 10  # characters of a date
BEYOND = "0" * 18 + "1"  # digits after those of a number, that no double holds

Moments = tuple[datetime, datetime]


def ask(asker: Filterer) -> None:
    """Asks for the rows beside midnights, and for a number beside one that rows show."""
    seen = [
        (field, _with_next_day(values(asker.rows, field)))
        for field in asker.of_types(*INSTANTS, most=len(asker.fields))
    ]
    asides = [(field, _aside(moments)) for field, moments in seen if moments]
    for field, moments in sorted(asides, key=lambda each: _distance(each[1]))[:1]:
        if _distance(moments) < REACH:
            asker.ask_alternatives([(each, _dated(each)) for each in _bounds(field, moments)])
    for field in asker.of_types(FieldType.DECIMAL):
        leaves = [Comparison(field.name, Operator.EQ, each) for each in _numbers(values(asker.rows, field))]
        if leaves:
            asker.ask_alternatives([(each, print_filter(each)) for each in leaves])


def _with_next_day(seen: Sequence[datetime]) -> list[datetime]:
    """The moments after whose day there is another one: what never ends is often written as the last year's end."""
    return [each for each in seen if each.year < LAST]


def _aside(seen: Sequence[datetime]) -> Moments:
    """The moments that stand the nearest before a midnight and the nearest after another one."""
    late = max(seen, key=_since_midnight)
    others = (each for each in seen if _midnight(each) - _midnight(late) != DAY)
    return late, min(others, key=_since_midnight)


def _since_midnight(moment: datetime) -> timedelta:
    return moment - _midnight(moment)


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _distance(moments: Moments) -> timedelta:
    late, early = moments
    return DAY - _since_midnight(late) + _since_midnight(early)


def _bounds(field: Field, moments: Moments) -> tuple[Comparison, ...]:
    """What lies outside two midnights, or all but what lies between them: only rows beside them change sides."""
    late, early = map(_midnight, moments)
    after = late + DAY
    operators = (Operator.GTE, Operator.LT) if early < after else (Operator.LT, Operator.GTE)
    bounds = zip(operators, (after, early), strict=True)
    return tuple(Comparison(field.name, operator, value) for operator, value in bounds)


def _dated(bound: Comparison) -> str:
    """A comparison with a midnight, by its date alone."""
    sign = ">=" if bound.operator is Operator.GTE else "<"
    return f"{bound.field}{sign}{str(bound.value)[:DATE]}"


def _numbers(seen: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """A number that only a double takes for one that rows show; before it two others, the first with noughts added.

    Rows of the second tell that OR looks further than at the first.
    """
    for number in filter(None, seen):
        near = _longer(number, BEYOND)
        others = [each for each in seen if float(each) != float(number)]
        if float(near) == float(number) and near not in seen and others:
            return _longer(others[0], "00"), *others[1:2], near
    return ()


def _longer(number: Decimal, digits: str) -> Decimal:
    text = f"{number:f}"
    return Decimal(f"{text}{digits}" if "." in text else f"{text}.{digits}")
