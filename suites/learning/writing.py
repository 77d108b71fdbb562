"""What was learned, as the text of a policy file to review. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from contracts import RULES
from suites.learning.asking import Learned
from suites.report import curl


def policy_text(base: str, title: str, learned: Iterable[Learned]) -> str:
    """A policy file: each value with the request that showed it, and the keys that nobody could tell.

    Args:
        base: the deployment's address.
        title: the contract's title and version.
    """
    known = tuple(learned)
    return "\n".join((*_head(base, title), *_keys(base, known), *_rest(known), ""))


def _head(base: str, title: str) -> Iterator[str]:
    yield f"# How {base} answers what {title} leaves open (docs/policy.md)."
    yield "# Review each value: it is what was seen, which need not be what is meant. Then: --policy FILE pins them."
    yield "policy:"


def _keys(base: str, learned: tuple[Learned, ...]) -> Iterator[str]:
    for each in learned:
        exchange, rule = each.exchange, RULES[each.key]
        declared = "" if each.value != rule.default else ", as by default"
        yield f"  # {rule.question}"
        yield f"  # {curl(exchange, base)}"
        yield f"  # answered {exchange.status}{declared}"
        yield f"  {each.key}: {_scalar(each.value)}"
    if not learned:
        yield "  {}"


def _rest(learned: tuple[Learned, ...]) -> Iterator[str]:
    left = [key for key in RULES if key not in {each.key for each in learned}]
    if left:
        yield "# Not to be told from outside, or not by this run:"
        yield from (f"#   {key}" for key in left)


def _scalar(value: Any) -> str:
    return yaml.safe_dump(value, default_flow_style=True).partition("\n")[0]
