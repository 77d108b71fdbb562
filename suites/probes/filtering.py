"""Asks one list through filters, each of them once, and reads it without one now and then."""

from collections.abc import Callable, Collection, Mapping, Sequence

from contracts import And, Comparison, Field, FieldType, Filter, Membership, Operator, Or, print_filter
from suites.evidence.orders import Row
from suites.evidence.pages import Page
from suites.evidence.sieves import Atom, atoms
from suites.inputs.atoms import Sample, comparisons, simplest, values
from suites.inquiry import Inquiry
from suites.probes.walking import Walker, Way, rows_of

MOST = 2  # pages that a result is read on, at least: one, where it fits the largest
FEW = 2  # rows of a kind that are asked for by their keys
LONGEST = 5  # pages that one of a longer list is read on: as many as the list has itself, where those are no more
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
        self.every = inquiry.profile.every
        whole = Way(limit=self.walker.largest)
        walked = self.walker.walk(whole)
        if self.every and self.walker.may_order_by(self.key):
            self.walker.read_after()
        self.rows: tuple[Row, ...] = rows_of(walked)
        # Whether a result of many rows is not read to its end.
        self.long = len(walked) > LONGEST or bool(walked and walked[-1].body.next)
        self.most = max(MOST, min(len(walked), LONGEST))
        self.sample = Sample(self.rows)
        self._asked: dict[str, tuple[Page, ...]] = {}
        self._answers: dict[Filter, tuple[Page, ...]] = {}
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

    @property
    def answers(self) -> Mapping[Filter, tuple[Page, ...]]:
        """What was asked so far, and the result of each."""
        return self._answers

    def ask(self, tree: Filter, text: str | None = None) -> tuple[Page, ...]:
        """The result of a filter, asked for once, as it is printed or in another spelling."""
        for atom in atoms(tree):
            if isinstance(atom, Comparison):
                self._compared.add(atom.field)
                self._operators.add(atom.operator)
        if text is None and tree in self._answers:
            return self._answers[tree]
        return self._answers.setdefault(tree, self.say(print_filter(tree) if text is None else text))

    def ask_alternatives(self, leaves: Sequence[tuple[Atom, str]]) -> None:
        """Several comparisons by one answer: joined by OR, and each alone where that is refused; nothing of none."""
        if not leaves:
            return
        tree = leaves[0][0] if len(leaves) == 1 else Or(tuple(atom for atom, _ in leaves))
        if self.ask(tree, " OR ".join(text for _, text in leaves)) or len(leaves) == 1:
            return
        for atom, text in leaves:
            self.ask(atom, text)

    def say(self, text: str, most: int | None = None) -> tuple[Page, ...]:
        """What a filter's text is answered with."""
        if text not in self._asked:
            way = Way(limit=self.walker.largest, filter=text, most=most or self.most)
            self._asked[text] = self.walker.walk(way)
        return self._asked[text]

    def near(self, *trees: Filter) -> Callable[[Filter], Filter]:
        """How to ask a filter so that its answer is short: of a few rows by their keys, where the list is long.

        Args:
            trees: some of the rows pass each of these, and some pass none.
        """
        field, passing = self.walker.resource.fields.get(self.key), [self.sample.passing(each) for each in trees]
        others = frozenset(range(len(self.sample.rows))).difference(*passing)
        rows = [self.sample.rows[place] for side in (*passing, others) for place in sorted(side)[:FEW]]
        keys = values(rows, field) if self.long and field and field.type else ()
        return (lambda tree: And((Membership(self.key, keys), tree))) if keys else lambda tree: tree

    def refused(self, text: str) -> None:
        """Asks with what is no filter; a refusal that the run has had does."""
        inquiry, query = self.inquiry, self.walker.query(Way(filter=text))
        path = inquiry.subject.path if inquiry.subject else {}
        inquiry.courier.ask(inquiry.operation, path, query, inquiry.identity, anew=False)

    def reread(self) -> None:
        """The list once more, without a filter."""
        self.walker.walk(Way(limit=self.walker.largest, most=self.most))

    def close(self) -> None:
        """The list a last time; an empty filter is none, so that it reads the list, too, unless it shows otherwise."""
        listing, whole = self.walker.listing, Way(limit=self.walker.largest)
        page = self.walker.ask(((listing.filter or "", ""), *self.walker.query(whole)))
        if self.every:
            self.walker.read()
        elif page is None or page.body.next is not None or len(page.items) != len(self.rows):
            self.walker.walk(whole)

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
