"""Answers to filters that hold wrong rows, and what each is put down to: one promise for each. Pure.

An answer is put down to a kind of fault only where that kind explains every wrong row of it. What a comparison gets
wrong on its own is not put down to the filters that it is a part of. Comparisons that were only asked for joined by OR
are judged by the rows that each of them adds.
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from contracts import (
    And,
    Comparison,
    FieldType,
    Filter,
    Membership,
    Not,
    Operator,
    Or,
    UnreadableValue,
    holds,
    read_cell,
)
from suites.evidence.explanations import ENDS, EXPLAINED, Kind
from suites.evidence.orders import Row
from suites.evidence.pages import Page
from suites.evidence.showings import Showing, resource_of, showings
from suites.evidence.sieves import Atom, atoms, connectives
from suites.evidence.study import KEPT, Study

FEW = 3  # fields of a filter among which a null tells something
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
    whole = {each.selection for each in judged if id(each) in wrong}
    kinds: list[Kind] = [
        "company"
        if _in_company(each.showing) and replace(each.showing.selection, order="") in sound
        else "follows"
        if len(each.showing.walk) > 1 and each.showing.selection in whole
        else _kind(study, each, key, blamed, right)
        for each in found
    ]
    kinds = [_told_once(each, kind, kinds[:place]) for place, (each, kind) in enumerate(zip(found, kinds, strict=True))]
    told = [replace(each, kind=kind) for each, kind in zip(found, kinds, strict=True)]
    return tuple(_by_type(study, each, kinds) for each in told)


def _told_once(found: Misreading, kind: Kind, before: Sequence[Kind]) -> Kind:
    """The kind of an answer; of a filter of many fields one that is not told already, nor how filters are joined."""
    wide = len({atom.field for atom in atoms(tree_of(found.showing))}) > FEW
    told = {kind, *_JOINED.values(), "joined"} & {*before}
    return "follows" if wide and told and kind in (*EXPLAINED, "plain") else kind


def _by_type(study: Study, found: Misreading, kinds: Sequence[Kind]) -> Misreading:
    """A wrong bound, put down to its type where values of that type are misread beside their bounds, too.

    Where no field is a number, no promise is of bounds alone.
    """
    resource = resource_of(study)
    if found.kind != "bound" or resource is None:
        return found
    types = (resource.fields[atom.field].type or FieldType.STRING for atom in atoms(tree_of(found.showing)))
    told = [_FINER.get(type_, "plain") for type_ in types]
    if not any(_FINER.get(each.type or FieldType.STRING) == "number" for each in resource.fields.values()):
        return replace(found, kind="instant" if "instant" in told else "plain")
    finer = next((kind for kind in told if kind != "plain" and kind in kinds), None)
    return replace(found, kind=finer) if finer else found


_FINER: Mapping[FieldType, Kind] = {
    FieldType.DATE_TIME: "instant",
    FieldType.INTEGER: "number",
    FieldType.NUMBER: "number",
    FieldType.DECIMAL: "number",
    FieldType.STRING: "case",
}


def accompanied(showing: Showing) -> bool:
    """Whether an answer was asked for with a projection, or with what is embedded."""
    return bool(showing.walk[0].fields or showing.walk[0].embed)


def _in_company(showing: Showing) -> bool:
    return accompanied(showing) or bool(showing.selection.order)


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
    alone = _of_ends(study, found, tree, right, key)
    if alone is None and isinstance(tree, Or):
        alone = _of_alternatives(study, found, tree, right, key)
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


def _of_ends(study: Study, found: Misreading, tree: Filter, right: Set[str], key: str) -> Kind | None:
    """What a joined filter gets wrong by rows that it names, that only a double takes for others, or at its bounds."""
    points = [each for each in tree.operands if _is_point(each, key)] if isinstance(tree, Or) else []
    others = [each for each in tree.operands if each not in points] if isinstance(tree, Or) else [tree]
    if any(Not in connectives(each) for each in others):
        return None
    shown = bool(found.showing.shown)
    if shown and all(any(row.get(each.field, ...) is None for each in _named(points, row)) for _, row in found.wrong):
        return "null"
    suspects = [each for each in atoms(tree) if isinstance(each, Comparison) and repr(each) not in right]
    sides = [*((row, False) for _, _, row in found.extra), *((row, True) for _, row in found.missing)]
    # That nothing comes is told by a day alone: all rows may be of one.
    for kind, explains in ENDS.items():
        if (shown or kind == "instant") and all(
            any(explains(each, _cell(study, each, row), passes) for each in suspects) for row, passes in sides
        ):
            return kind
    return None


def _of_alternatives(study: Study, found: Misreading, tree: Or, right: Set[str], key: str) -> Kind | None:
    """What one comparison of an OR gets wrong; None where the way they are joined explains it as well.

    Args:
        right: the filters whose own answers are as they have to be, told apart by how they spell a number, too.
        key: the property that names a row: comparisons of one row by its key stand for themselves.
    """
    parts = [each for each in tree.operands if isinstance(each, Comparison | Membership)]
    points = [each for each in tree.operands if _is_point(each, key)]
    suspects = [each for each in parts if repr(each) not in right]
    if len(parts) + len(points) < len(tree.operands) or not (suspects or points):
        return None
    passed = {atom for _, row in found.missing for atom in parts if _passes(atom, row)}
    if passed:
        # Where the first is the only one that counts, joining is what is wrong.
        beside = (row for _, row in found.showing.shown if not _passes(parts[0], row))
        if not passed.issubset(suspects) or not any(_passes(each, row) for row in beside for each in parts[1:]):
            return None
    lost = {name for name, _ in found.missing}
    sides = [([*passed] if name in lost else [*suspects, *_named(points, row)], row) for name, row in found.wrong]
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


def _is_point(tree: Filter, key: str) -> bool:
    """Whether a filter names one row by its key, and asks something of it."""
    start = tree.operands[0] if isinstance(tree, And) else None
    return isinstance(start, Comparison) and (start.field, start.operator) == (key, Operator.EQ)


def _named(points: Sequence[Filter], row: Row) -> list[Atom]:
    """What filters ask of the row that they name."""
    found = (tuple(atoms(each)) for each in points)
    return [atom for point, *rest in found if _passes(point, row) for atom in rest]


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
