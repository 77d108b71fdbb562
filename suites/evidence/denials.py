"""Filters that the contract's grammar has and that a deployment refused all the same. Pure."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from contracts import Comparison, Filter, Membership
from suites.evidence.explanations import is_special
from suites.evidence.showings import listing_of, resource_of
from suites.evidence.sieves import atoms, connectives, read_sieve, texts_of
from suites.evidence.study import KEPT, Study
from suites.expectations import foretell
from suites.traffic import Exchange
from suites.verdicts import Breach, Rules

SERVER_ERROR = 500
Kind = Literal["plain", "list", "literal", "joined"]


@dataclass(frozen=True, slots=True, eq=False)
class Denial:
    """A good filter, and the refusal it met."""

    exchange: Exchange
    text: str
    tree: Filter
    kind: Kind

    @property
    def breach(self) -> Breach:
        """The denial as a breach: that the filter is good is our reading of the grammar."""
        failed = (self.exchange.status or 0) >= SERVER_ERROR
        shown = self.text if len(self.text) <= 80 else f"{self.text[:60]}… ({len(self.text)} characters)"
        message = f"The filter `{shown}` follows the grammar and is answered {self.exchange.status}."
        rules: Rules = ("law",) if failed else ("inferred",)
        return Breach(message, (self.exchange,), rules)


@lru_cache(maxsize=KEPT)
def denials(study: Study) -> tuple[Denial, ...]:
    """The good filters that were refused; one is not told where a part of it, or a plainer one of its field, was."""
    found = [each for exchange in study.trace.own if (each := _denial(study, exchange))]
    plain = {each.tree.field for each in found if each.kind == "plain" and isinstance(each.tree, Comparison)}
    alone = [each.tree for each in found if not connectives(each.tree)]
    # Of what holds a list and a special text, too, either may be refused.
    told = {kind for tree in alone for kind in _kinds(tree)}
    joined = {
        id(each)
        for each in found
        if connectives(each.tree)
        and (
            any(atom in alone for atom in atoms(each.tree)) or (len(_kinds(each.tree)) > 1 and told & _kinds(each.tree))
        )
    }
    return tuple(
        each
        for each in found
        if each.kind == "plain" or (id(each) not in joined and not plain & {atom.field for atom in atoms(each.tree)})
    )


def _denial(study: Study, exchange: Exchange) -> Denial | None:
    listing, resource = listing_of(study), resource_of(study)
    if listing is None or resource is None or exchange.noisy or not _refused(exchange):
        return None
    texts = exchange.asked.values(listing.filter or "")
    sieve = read_sieve(texts[0], resource.fields, collates=True) if len(texts) == 1 and texts[0] else None
    if sieve is None or not _good(study, exchange):
        return None
    return Denial(exchange, texts[0], sieve.tree, _kind(sieve.tree, texts[0]))


def _refused(exchange: Exchange) -> bool:
    return exchange.status in (400, 422) or (exchange.status or 0) >= SERVER_ERROR


def _good(study: Study, exchange: Exchange) -> bool:
    """Whether nothing else is wrong with a request, or may be."""
    known = foretell(study.trace, exchange)
    return not known.faults and {doubt.stage for doubt in known.doubts} <= {"resource"}


def _kind(tree: Filter, text: str) -> Kind:
    special = _kinds(tree)
    if special:
        return "list" if "list" in special else "literal"
    return "joined" if connectives(tree) or "(" in text else "plain"


def _kinds(tree: Filter) -> frozenset[Kind]:
    """What a filter holds that is often refused: a list, a special text."""
    listed = any(isinstance(atom, Membership) for atom in atoms(tree))
    special = any(is_special(part) for atom in atoms(tree) for part in texts_of(atom))
    return frozenset([*(["list"] if listed else []), *(["literal"] if special else [])])  # type: ignore[list-item]
