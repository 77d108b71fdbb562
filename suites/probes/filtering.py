"""Asks one list through filters, each of them once, and reads it without one now and then."""

from collections.abc import Collection, Sequence

from contracts import Comparison, Field, FieldType, Filter, Operator, print_filter
from suites.atoms import Sample, comparisons, simplest, values
from suites.inquiry import Inquiry
from suites.orders import Row
from suites.pages import Page
from suites.probes.walking import Walker, Way

MOST = 2  # pages that a result is read on: one, where it fits the largest
ORDERED = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.NUMBER, FieldType.DATE_TIME, FieldType.STRING)


class Filterer:
    """Asks a list through filters.

    Args:
        inquiry: the list, as whom, and who asks.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        self.walker = Walker(inquiry)
        self.chance = inquiry.random
        self.rows: tuple[Row, ...] = self.walker.read()
        self.sample = Sample(self.rows)
        self._asked: dict[str, tuple[Page, ...]] = {}
        self._compared: set[str] = set()
        self._operators: set[Operator] = set()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that a filter may compare and that some row shows."""
        typed = (each for each in self.walker.resource.fields.values() if each.type)
        return tuple(each for each in typed if any(each.name in row for row in self.rows))

    @property
    def uncompared(self) -> tuple[Field, ...]:
        """The fields that no filter asked so far compares."""
        return tuple(each for each in self.fields if each.name not in self._compared)

    @property
    def unused(self) -> tuple[Operator, ...]:
        """The operators that no comparison asked so far compares by."""
        return tuple(each for each in Operator if each not in self._operators)

    @property
    def key(self) -> str:
        """The property that names a row."""
        return self.walker.resource.key

    def of_types(self, *types: FieldType, most: int = 1) -> tuple[Field, ...]:
        """The fields of these types that show the most values."""
        found = [each for each in self.fields if each.type in types and values(self.rows, each)]
        return tuple(sorted(found, key=lambda each: -len(values(self.rows, each)))[:most])

    def ask(self, tree: Filter, text: str | None = None) -> tuple[Page, ...]:
        """The result of a filter, asked for once, as it is printed or in another spelling."""
        if isinstance(tree, Comparison):
            self._compared.add(tree.field)
            self._operators.add(tree.operator)
        return self.say(print_filter(tree) if text is None else text)

    def say(self, text: str, most: int = MOST) -> tuple[Page, ...]:
        """What a filter's text is answered with."""
        if text not in self._asked:
            self._asked[text] = self.walker.walk(Way(limit=self.walker.largest, filter=text, most=most))
        return self._asked[text]

    def reread(self) -> None:
        """The list once more, without a filter."""
        self.walker.walk(Way(limit=self.walker.largest, most=MOST))

    def draw(self, field: Field, among: Sequence[Operator] = ()) -> Comparison | None:
        """The simplest comparison of a field of which some rows pass, and best most do not."""
        seen = values(self.rows, field)
        wishes = (self.sample.narrows, self.sample.splits, self.sample.excludes)
        found = simplest(comparisons(field, seen, among), self.chance, *wishes) if seen else None
        return found if isinstance(found, Comparison) else None

    def telling(self, without: Collection[str] = ()) -> tuple[Field, ...]:
        """The fields of which rows show several values."""
        named = (each for each in self.fields if each.name not in without)
        return tuple(each for each in named if len(values(self.sample.rows, each)) > 1)
