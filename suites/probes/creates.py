"""Makes rows with an operation that creates, and looks for them wherever they should show.

A sound deployment makes at most five rows a time, and one more by another operation. At most 130 requests: some
twenty writes, the rest reads; an answer that lacks a row is asked for up to five times, once a list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contracts import Identity
from suites.evidence.creations import Attempt, once_header, unique_groups
from suites.inputs.drafts import Draft, encode
from suites.inputs.specimens import (
    bare,
    broken,
    emptied,
    hidden,
    negative,
    nested,
    regrouped,
    respelt,
    whole,
    with_foreign,
)
from suites.inquiry import Inquiry
from suites.probes.elsewhere import another, other_parent, sibling
from suites.probes.maker import Maker

SPENT = "it has made as many rows as it may in this run (--max-creates)"
TOGETHER = 3  # times that one write is sent at once

Spoilt = tuple[Draft, str]


def ask(inquiry: Inquiry) -> Mapping[str, Any]:
    """Makes rows; tells which writes were sent at one time, whether it chose their places, and why it made none."""
    behaviour = inquiry.operation.behaviour
    if behaviour is None or behaviour.kind != "create":
        return {}
    if inquiry.courier.room(inquiry.operation) <= 0:
        return {"unasked": SPENT}
    first = inquiry.draft()
    if first is None:
        return {"unasked": "no valid body is known"}
    maker = Maker(inquiry, first.path)
    made = _whole(maker, first)
    if made is None:
        return {}
    _again(maker, *made)
    clash = maker.courier.fresh()
    spoilt = _refused(maker, made[0], clash)
    together = _at_once(maker, clash)
    _among_pages(maker, spoilt, made[1])
    _elsewhere(maker, *made)
    told = {"together": together, "placed": maker.place is not None}
    return told | ({"unasked": SPENT} if maker.room <= 0 else {})


def _whole(maker: Maker, first: Draft) -> Spoilt | None:
    """A first row: with odd values, or where they are refused with ordinary ones; gives its draft and its key."""
    for shaped in _shapes(maker, first):
        if maker.room <= 0:
            return None
        key = maker.courier.fresh()
        attempt = maker.make(shaped, key)
        if attempt.done:
            maker.look_at(attempt)
            return shaped, key
        if attempt.status in (401, 403, 409):
            return None
    return None


def _shapes(maker: Maker, first: Draft) -> Iterator[Draft]:
    """A first row in ever fewer odd values; at last where the server places it."""
    placed = maker.shaped(first, first.body, 10)
    if placed.body is not None:
        odd = whole(maker.contract, maker.operation, placed.body, first.tagged, maker.rows, maker.place)
        inner = nested(maker.contract, maker.operation, odd)
        if inner != odd:
            yield replace(placed, body=inner)
        yield replace(placed, body=odd)
    plain = maker.inquiry.draft()
    if plain is None:
        return
    if maker.place:
        yield maker.shaped(plain, plain.body, 10)
        maker.place = None
    yield plain


def _again(maker: Maker, draft: Draft, key: str) -> None:
    """The first write again: as it was, spelt otherwise, and another one under its key."""
    if not maker.once(key):
        return
    maker.make(draft, key)
    if draft.body is None:
        return
    ready = maker.inquiry.written(draft, maker.once(key))
    maker.courier.send(ready.method, ready.target, ready.headers, respelt(draft.body).encode())
    maker.by_tag(draft)
    other = maker.inquiry.draft()
    if other is not None and maker.room > 0:
        maker.make(maker.shaped(other, other.body, 50), key)
        maker.by_tag(other)


def _refused(maker: Maker, draft: Draft, used: str) -> Spoilt | None:
    """What clashes with the first row, what breaks its schema, and what is no JSON; gives what was broken, whole.

    Args:
        used: the key of what clashes.
    """
    clash, spoilt = maker.inquiry.draft(), maker.inquiry.draft()
    if draft.body is None or clash is None or clash.body is None or spoilt is None or spoilt.body is None:
        return None
    for group in unique_groups(maker.operation):
        same = {name: draft.body[name] for name in group if name in draft.body}
        if same and maker.room > 0:
            maker.make(maker.shaped(clash, {**clash.body, **same}, 60), used)
    maker.by_tag(draft)
    key = maker.courier.fresh()
    wrong = broken(maker.contract, maker.operation, spoilt.body, spoilt.tagged)
    if wrong is not None and maker.room > 0:
        maker.make(replace(spoilt, body=wrong), key)
    if maker.room > 0:
        ready = maker.inquiry.written(spoilt)
        maker.courier.send(ready.method, ready.target, ready.headers, encode(spoilt.body)[:-1])
    maker.by_tag(spoilt)
    return spoilt, key


def _at_once(maker: Maker, used: str) -> tuple[int, ...]:
    """One write several times at once, under one key; tells the numbers of its exchanges.

    Args:
        used: a key under which a clash was refused; another one is taken where it is used up.
    """
    first = maker.inquiry.draft()
    if first is None or maker.room <= 0:
        return ()
    plain = _few(maker, first)
    wished = negative(maker.contract, maker.operation, maker.place)
    draft = plain if plain.body is None else replace(plain, body={**plain.body, **wished})
    sent = _together(maker, draft, used)
    if not any(each.done for each in sent) and maker.room > 0:
        draft = draft if sent[0].status == 409 else plain
        sent = _together(maker, draft, maker.courier.fresh())
    done = [each for each in sent if each.done]
    for attempt in done[:1]:
        for lane in maker.lanes_of(attempt):
            maker.find(lane, attempt)
        maker.by_value(maker.place, (draft.body or {}).get(maker.place or ""))
    return tuple(each.number for each in sent)


def _together(maker: Maker, draft: Draft, key: str) -> list[Attempt]:
    once = maker.once(key)
    times = min(TOGETHER, maker.room) if once else 1
    return [maker.read(each) for each in maker.courier.together([maker.inquiry.written(draft, once)] * times)]


def _few(maker: Maker, draft: Draft) -> Draft:
    """A draft with what is required, and a null."""
    if draft.body is None:
        return draft
    few = emptied(maker.contract, maker.operation, bare(maker.contract, maker.operation, draft.body))
    return maker.shaped(draft, few, 30)


def _among_pages(maker: Maker, spoilt: Spoilt | None, used: str) -> None:
    """A row before the cursor of a walk, with values that are no client's; then one after it, as somebody else."""
    if spoilt is not None:
        maker.insert(lambda: _foreign(maker, *spoilt), 0)
    after = maker.inquiry.draft()
    if after is None or maker.room <= 0:
        return
    who = another(maker.inquiry)
    few = after.body and bare(maker.contract, maker.operation, after.body)
    draft = maker.shaped(after, few, 20)
    if spoilt is None:
        _as_another(maker, draft, used, who)
    else:
        maker.insert(lambda: _as_another(maker, draft, used, who), 1)


def _as_another(maker: Maker, draft: Draft, used: str, who: Identity | None) -> Attempt:
    """A row under a key that somebody else has used; under none where nobody else is known, or it clashes."""
    attempt = maker.make(draft, used if who else None, who)
    return maker.make(draft, None, who) if who and attempt.status == 409 and maker.room > 0 else attempt


def _foreign(maker: Maker, spoilt: Draft, key: str) -> Attempt:
    """A bare row with what is not a client's; without that where it is refused, and under no key where it clashes."""
    plain = maker.shaped(spoilt, bare(maker.contract, maker.operation, spoilt.body or {}), 0)
    foreign = with_foreign(maker.contract, maker.operation, plain.body or {}, maker.courier.fresh())
    attempt = maker.make(replace(plain, body=foreign), key)
    if attempt.refused and attempt.status != 409:
        attempt, foreign = maker.make(plain, key), plain.body or {}
    return maker.make(replace(plain, body=foreign)) if attempt.status == 409 and maker.room > 0 else attempt


def _elsewhere(maker: Maker, draft: Draft, key: str) -> None:
    """The first row's values beside another parent, hidden where that can be; and its key sent to another operation.

    Nothing of the body places the row: what is so left out has its default.
    """
    path = other_parent(maker.inquiry)
    if path and draft.body is not None:
        moved = maker.unplaced(replace(draft, path=path), hidden(maker.operation, maker.contract, draft.body))
        attempt = maker.make(moved, key) if maker.room > 0 else None
        if attempt and attempt.status == 409 and maker.room > 0:
            attempt = maker.make(moved)
    else:
        other = _beside(maker, draft)
        attempt = maker.make(other) if other and maker.room > 0 else None
    if attempt and attempt.done:
        maker.look_at(attempt)
    if not path and maker.once(key):
        _to_sibling(maker, key)


def _beside(maker: Maker, draft: Draft) -> Draft | None:
    """What shares a part of a group with the first row; what has few values where no group has two parts."""
    other = regrouped(maker.operation, maker.contract, draft.body, maker.courier.fresh()) if draft.body else None
    if other:
        return maker.unplaced(draft, other)
    fresh = maker.inquiry.draft() if maker.place else None
    few = bare(maker.contract, maker.operation, fresh.body) if fresh and fresh.body else None
    return maker.unplaced(fresh, few) if fresh and few is not None else None


def _to_sibling(maker: Maker, key: str) -> None:
    """The same key for another operation, as the same caller."""
    inquiry = sibling(maker.inquiry)
    draft = inquiry.draft() if inquiry else None
    if inquiry is None or draft is None:
        return
    header = once_header(inquiry.operation) or ""
    exchange = inquiry.create(draft, ((header, key),))
    if exchange.status == 409:
        inquiry.create(draft)
