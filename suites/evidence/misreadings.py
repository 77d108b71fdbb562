"""Answers to filters that hold wrong rows, and what each is put down to: one promise for each. Pure.

An answer is put down to a kind of fault only where that kind explains every wrong row of it. What a comparison gets
wrong on its own is not put down to the filters that it is a part of. Comparisons that were only asked for joined by OR
are judged by the rows that each of them adds.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from contracts import And, Comparison, FieldType, Filter, Membership, Operator, Or, UnreadableValue, holds, read_cell
from suites.evidence.orders import Row
from suites.evidence.pages import Page
from suites.evidence.showings import Showing, resource_of, showings
from suites.evidence.sieves import RANGES, Atom, atoms, connectives, fold, texts_of
from suites.evidence.study import KEPT, Study

Kind = Literal[
    "plain",
    "cursor",
    "company",
    "point",
    "null",
    "bound",
    "number",
    "instant",
    "list",
    "case",
    "literal",
    "and",
    "or",
    "not",
    "joined",
    "follows",
]

FEW = 3  # fields of a filter among which a null tells something
NEAR = timedelta(hours=15)  # as far apart as two readings of one local time can be, and an hour more
Wrong = tuple[Hashable, Row]


@dataclass(frozen=True, slots=True, eq=False)
class Misreading:
    """An answer to a filter with wrong rows.

    Args:
        showing: the answer.
        extra: rows that the filter excludes, each with the page that showed it.
        missing: rows that stayed, pass for sure and are not there.
        kind: what it is put down to.
    """

    showing: Showing
    extra: tuple[tuple[Page, Hashable, Row], ...]
    missing: tuple[Wrong, ...]
    kind: Kind

    @property
    def wrong(self) -> tuple[Wrong, ...]:
        """All wrong rows."""
        return (*((key, row) for _, key, row in self.extra), *self.missing)


@lru_cache(maxsize=KEPT)
def misreadings(study: Study) -> tuple[Misreading, ...]:
    """The answers of a trace with wrong rows, each put down to a kind of fault."""
    found = [each for showing in showings(study) if showing.sieve and (each := _misread(showing))]
    resource = resource_of(study)
    key = resource.key if resource else ""
    wrong = {id(each.showing) for each in found}
    judged = [each for each in showings(study) if len(each.walk) == 1 and not accompanied(each)]
    sound = {each.selection for each in judged if id(each) not in wrong}
    single = [each for each in found if isinstance(tree_of(each.showing), Comparison | Membership)]
    blamed = [tree_of(each.showing) for each in single]
    right = {repr(tree_of(each)) for each in judged if each.sieve and each.selection in sound}
    kinds: list[Kind] = [
        "company"
        if accompanied(each.showing) and each.showing.selection in sound
        else _kind(study, each, key, blamed, right)
        for each in found
    ]
    told = [replace(each, kind=kind) for each, kind in zip(found, kinds, strict=True)]
    return tuple(_by_type(study, each, kinds) for each in told)


def _by_type(study: Study, found: Misreading, kinds: Sequence[Kind]) -> Misreading:
    """A wrong bound, put down to its type where values of that type are misread beside their bounds, too."""
    resource = resource_of(study)
    if found.kind != "bound" or resource is None:
        return found
    types = (resource.fields[atom.field].type or FieldType.STRING for atom in atoms(tree_of(found.showing)))
    finer = next((kind for type_ in types if (kind := _FINER.get(type_)) in kinds), None)
    return replace(found, kind=finer) if finer else found


_FINER: Mapping[FieldType, Kind] = {
    FieldType.DATE_TIME: "instant",
    FieldType.INTEGER: "number",
    FieldType.NUMBER: "number",
    FieldType.DECIMAL: "number",
}


def accompanied(showing: Showing) -> bool:
    """Whether an answer was asked for with a projection, or with what is embedded."""
    return bool(showing.walk[0].fields or showing.walk[0].embed)


def tree_of(showing: Showing) -> Filter:
    """The filter that an answer was asked for with."""
    if showing.sieve is None:
        raise LookupError("the answer was asked for without a filter")
    return showing.sieve.tree


def excluded(showing: Showing) -> tuple[tuple[Page, Hashable, Row], ...]:
    """The rows of an answer that its filter excludes for sure, as they came; or, of a part of a row, as it stayed."""
    found = []
    for page in showing.walk:
        for key, row in zip(page.keys, page.items, strict=True):
            whole = showing.rows.get(key) if page.fields else row
            if showing.sieve and whole is not None and not showing.sieve.may(whole):
                found.append((page, key, whole))
    return tuple(found)


def _misread(showing: Showing) -> Misreading | None:
    extra = excluded(showing)
    shown = {key for key, _ in showing.shown}
    # What a walk loses between its pages, it loses without a filter, too: other promises tell of that.
    due = showing.due() if len(showing.walk) == 1 else {}
    missing = tuple((key, row) for key, row in due.items() if key not in shown)
    return Misreading(showing, extra, missing, "plain") if extra or missing else None


def _kind(study: Study, found: Misreading, key: str, blamed: Sequence[Filter], right: Set[str]) -> Kind:
    tree = tree_of(found.showing)
    if found.extra and all(page.cursor for page, _, _ in found.extra):
        return "cursor"
    if isinstance(tree, Comparison | Membership):
        unheard = is_ignored(found.showing) and tree.field not in _heard(study)
        return "plain" if unheard else _of_atom(study, found, tree, key)
    if any(_same_matter(atom, other) for atom in atoms(tree) for other in blamed):
        return "follows"
    alone = _of_alternatives(study, found, tree, right) if isinstance(tree, Or) else None
    if alone:
        return alone
    # Of many fields some row has always a null in one.
    few = len({atom.field for atom in atoms(tree)}) <= FEW
    if few and _null_in(atoms(tree), found.wrong):
        return "null"
    return _JOINED.get(connectives(tree), "joined")


_JOINED: Mapping[frozenset[type[Filter]], Kind] = {frozenset((And,)): "and", frozenset((Or,)): "or"}


def is_ignored(showing: Showing) -> bool:
    """Whether an answer holds every row there is, those that its filter excludes too."""
    shown = set(showing.sequence)
    return len(shown) > 1 and shown == set(showing.rows)


@lru_cache(maxsize=KEPT)
def _heard(study: Study) -> frozenset[str]:
    """The fields of which some comparison was answered with less than the whole list."""
    single = [(tree_of(each), each) for each in showings(study) if each.sieve]
    return frozenset(
        tree.field for tree, each in single if isinstance(tree, Comparison | Membership) and not is_ignored(each)
    )


def _of_alternatives(study: Study, found: Misreading, tree: Or, right: Set[str]) -> Kind | None:
    """What one comparison of an OR gets wrong; None where the way they are joined explains it as well.

    Args:
        right: the filters whose own answers are as they have to be, told apart by how they spell a number, too.
    """
    parts = [each for each in tree.operands if isinstance(each, Comparison | Membership)]
    suspects = [each for each in parts if repr(each) not in right]
    if len(parts) < len(tree.operands) or not suspects:
        return None
    passed = {atom for _, row in found.missing for atom in parts if _passes(atom, row)}
    if passed:
        # Where the first is the only one that counts, joining is what is wrong.
        beside = (row for _, row in found.showing.shown if not _passes(parts[0], row))
        if not passed.issubset(suspects) or not any(_passes(each, row) for row in beside for each in parts[1:]):
            return None
    lost = {key for key, _ in found.missing}
    sides = [([*passed] if key in lost else suspects, row) for key, row in found.wrong]
    # Of several fields and a list that comes whole, these explain whatever is too much.
    several = len({each.field for each in parts}) > 1
    loose: tuple[Kind, ...] = ("null", "literal") if several and is_ignored(found.showing) else ()
    for kind, explains in EXPLAINED.items():
        told = (
            any(isinstance(each, Comparison) and explains(each, _cell(study, each, row)) for each in many)
            for many, row in sides
        )
        if kind not in loose and all(told):
            return kind
    if len(passed) > 1:
        return None
    return "list" if any(isinstance(each, Membership) for each in passed) else "plain"


def _passes(atom: Atom, row: Row) -> bool:
    try:
        return holds(atom, row) is True
    except UnreadableValue:
        return False


def _same_matter(atom: Atom, other: Filter) -> bool:
    """Whether two comparisons ask the same of one field."""
    if isinstance(atom, Comparison) and isinstance(other, Comparison):
        return (atom.field, atom.operator) == (other.field, other.operator) and (atom.value is None) == (
            other.value is None
        )
    return isinstance(other, type(atom)) and other.field == atom.field


def _of_atom(study: Study, found: Misreading, atom: Atom, key: str) -> Kind:
    rows = [row for _, row in found.wrong]
    if isinstance(atom, Comparison) and atom.value is None:
        return "null"
    if isinstance(atom, Membership):
        return "list"
    for kind, explains in EXPLAINED.items():
        if all(explains(atom, _cell(study, atom, row)) for row in rows):
            return kind
    return "point" if atom.field == key and atom.operator is Operator.EQ else "plain"


def _cell(study: Study, atom: Atom, row: Row) -> Any:
    resource = resource_of(study)
    field = resource.fields[atom.field] if resource else None
    try:
        return read_cell(field.type or FieldType.STRING, row, atom.field) if field else None
    except UnreadableValue:
        return None


def _null_in(compared: Any, wrong: Sequence[Wrong]) -> bool:
    names = {atom.field for atom in compared}
    return all(any(row.get(name, ...) is None for name in names) for _, row in wrong)


def _is_null(_atom: Comparison, value: Any) -> bool:
    return value is None


def _at_bound(atom: Comparison, value: Any) -> bool:
    return atom.operator in RANGES and value == atom.value


def _as_text(atom: Comparison, value: Any) -> bool:
    """A number on the other side of another by its text or as a double, or equal to it and spelled otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not isinstance(atom.value, int | Decimal):
        return False
    same, text = value == atom.value, str(value) == str(atom.value)
    double = not same and float(value) == float(atom.value)
    return double or same != text or (value < atom.value) != (str(value) < str(atom.value))


def _near(atom: Comparison, value: Any) -> bool:
    close = isinstance(value, datetime) and isinstance(atom.value, datetime)
    return close and abs(value - atom.value) <= NEAR


def _of_another_case(atom: Comparison, value: Any) -> bool:
    return isinstance(value, str) and any(fold(value) == fold(text) and value != text for text in texts_of(atom))


def _special(atom: Comparison, value: Any) -> bool:
    return isinstance(value, str) and any(is_special(text) for text in texts_of(atom))


def is_special(text: str) -> bool:
    """Whether a text holds anything but letters and digits of ASCII, or nothing at all."""
    return not (text.isascii() and text.replace(" ", "").replace("-", "").isalnum())


# What explains a wrong row of a single comparison, the most special first.
EXPLAINED: Mapping[Kind, Callable[[Comparison, Any], bool]] = {
    "null": _is_null,
    "bound": _at_bound,
    "number": _as_text,
    "instant": _near,
    "case": _of_another_case,
    "literal": _special,
}
