"""Asks for rows as two identities: those of another organisation, and those that only some may see.

About 25 requests an operation, at most 45: whole readings take turns, so that a row that comes and goes is not
taken for one that is kept from somebody. An operation that makes rows is asked three times: a sound deployment makes
none, one that lets members of others in makes one.
"""

from dataclasses import replace

from contracts import Resource
from suites.absent import absent
from suites.inquiry import Inquiry
from suites.invariants.scoping_lists import readers
from suites.invariants.scoping_sights import behaviour_of, rows_named
from suites.invariants.scoping_visibility import guarded_relations
from suites.pages import read_page
from suites.probes.scoping_cast import Cast, Pairs, Party, Path
from suites.probes.scoping_lists import embeds, filters, get, limit_of, read
from suites.probes.scoping_visibility import hidden, turns
from suites.specimens import broken
from suites.subjects import Subject
from suites.writes import has_effects_outside


def ask(inquiry: Inquiry) -> None:
    """Asks one operation as those whom its rows are for, and as those whom they are not for."""
    found = behaviour_of(inquiry.operation)
    cast = Cast(inquiry)
    if found is None:
        _writes(cast)
        return
    behaviour, resource = found
    scoped = bool(resource.scope) or any(each.scope for each in rows_named(cast.operation, cast.contract).values())
    parties = cast.parties()
    if resource.scope and parties and behaviour.kind == "list":
        _lists(cast, resource, parties)
    if scoped and parties:
        _rows(cast, parties)
    _organizations(cast, parties)
    if inquiry.subject and not (scoped and parties):
        _embedded(cast, inquiry.subject)
    if cast.hiding():
        hidden(cast)
    elif not scoped and behaviour.kind == "list" and readers(cast.operation, cast.contract) and inquiry.subject:
        turns(cast, inquiry.subject, None)


def _lists(cast: Cast, resource: Resource, parties: list[Party]) -> None:
    """A list as each party and a second member see it, in turns; with each other's cursors, and with filters."""
    first, others = parties[0], [each for each in parties[1:] if each.path is not None]
    if first.path is None:
        return
    own, peer = Subject(first.identity, first.path), cast.peer(first)
    beside = Subject(peer, first.path) if peer else None
    rows = [row for page in read(cast, own) for row in page.items]
    _members(cast, beside, times=2)
    keys = [str(row[resource.key]) for row in rows if row.get(resource.key) is not None][-1:]
    for _ in range(2):
        get(cast, own, rows[-1:], keys)
    subjects = [own, *(Subject(each.identity, each.path) for each in others if each.path is not None)]
    seen = {own.identity.name if own.identity else "": rows}
    for each in subjects[1:]:
        seen[each.identity.name if each.identity else ""] = [row for page in read(cast, each) for row in page.items]
    read(cast, own)
    _members(cast, beside, times=1)
    get(cast, own, rows[-1:], keys)
    embeds(cast, subjects)
    if len(subjects) > 1:
        _cursors(cast, subjects)
        for one, other in (subjects, subjects[::-1]):
            strange = seen[other.identity.name if other.identity else ""]
            filters(cast, one, resource, strange[:1], other.identity.organization if other.identity else None)


def _members(cast: Cast, beside: Subject | None, times: int) -> None:
    for _ in range(times if beside else 0):
        read(cast, beside or Subject(None, {}))


def _cursors(cast: Cast, subjects: list[Subject]) -> None:
    """Each party's first page of few rows, and then its cursor sent by the other one."""
    listing = cast.operation.behaviour.listing if cast.operation.behaviour else None
    if listing is None or not listing.cursor:
        return
    limit = limit_of(cast, cast.operation, largest=False)
    cursors = []
    for each in subjects:
        body = read_page(cast.operation, cast.ask(each.identity, each.path, limit).document)
        cursors.append(body.next if body else None)
    for each, cursor in zip(subjects, cursors[::-1], strict=True):
        if cursor:
            cast.ask(each.identity, each.path, (*limit, (listing.cursor, cursor)))


def _rows(cast: Cast, parties: list[Party]) -> None:
    """Each party's rows by their ids, asked by itself, by a second member, and by the other party."""
    named = {name: each for name, each in rows_named(cast.operation, cast.contract).items() if each.scope}
    own = [each for each in parties if each.path is not None]
    embed = _embedding(cast)
    if not named or not own:
        return
    whole = behaviour_of(cast.operation)
    listed = whole is not None and whole[0].kind == "list" and bool(whole[1].scope)  # then both have read it already
    for each in () if listed else own:
        cast.ask(each.identity, each.path or {}, embed)
    peer = cast.peer(own[0])
    if peer and not listed:
        cast.ask(peer, own[0].path or {}, embed)
        cast.ask(own[0].identity, own[0].path or {}, embed)
    for owner in own:
        for other in parties:
            if other is not owner:
                _reach(cast, other, owner.path or {}, tuple(named))


def _embedded(cast: Cast, subject: Subject) -> None:
    """The operation's own rows with others embedded."""
    embed = _embedding(cast)
    if embed:
        cast.ask(subject.identity, subject.path, embed)
    found = behaviour_of(cast.operation)
    if found and found[0].kind == "list":
        embeds(cast, [subject])


def _embedding(cast: Cast) -> Pairs:
    behaviour = cast.operation.behaviour
    listing = behaviour.listing if behaviour and behaviour.kind == "read" else None
    names = [each.name for each in guarded_relations(cast.operation, cast.contract) if not each.inline]
    asks = listing and listing.embed and cast.operation.parameter("query", listing.embed)
    return ((listing.embed, ",".join(names)),) if listing and listing.embed and asks and names else ()


def _reach(cast: Cast, other: Party, path: Path, named: tuple[str, ...]) -> None:
    """Asks for a row that is not one's own between rows that nobody has; and once below a parent of one's own."""
    foreign = {name: path[name] for name in named if path[name] not in other.identity.known.get(name, ())}
    if not foreign:
        return
    nobodys = {name: absent(cast.contract, cast.operation, name) or "" for name in foreign}
    if all(nobodys.values()):
        for values in (nobodys, foreign, foreign, nobodys):
            cast.ask(other.identity, {**path, **values})
    by = cast.operation.behaviour.by if cast.operation.behaviour else None
    if by in foreign and len(path) > 1 and other.path is not None and nobodys[by]:
        for value in (nobodys[by], foreign[by], foreign[by], nobodys[by]):
            cast.ask(other.identity, {**other.path, by: value})


def _organizations(cast: Cast, parties: list[Party]) -> None:
    """Each party asks for the other's rows under the header of the other's organisation."""
    header = cast.contract.semantics.access.organization
    takes = header and cast.operation.parameter("header", header)
    if not header or not takes or len(parties) < 2:
        return
    for one, other in (parties, parties[::-1]):
        if one.path is not None and other.path is not None:
            if not _scoped_path(cast):
                cast.ask(one.identity, one.path)  # shows that it is let in for its own
            organization = other.identity.organization or ""
            cast.ask(one.identity, other.path, headers=((header, organization),))


def _writes(cast: Cast) -> None:
    """A write into the organisation of another identity; before it a broken one of each for its own."""
    inquiry, header = cast.inquiry, cast.contract.semantics.access.organization
    behaviour, taken = cast.operation.behaviour, header and cast.operation.parameter("header", header)
    may = behaviour and behaviour.kind == "create" and taken and not has_effects_outside(cast.operation)
    if not may or not header or inquiry.subject is None or inquiry.courier.room(cast.operation) <= 0:
        return
    made, parties = inquiry.draft(), cast.parties()
    wrong = broken(cast.contract, cast.operation, made.body, ()) if made and made.body else None
    paths = [each.path for each in parties if each.path is not None]
    if made is None or wrong is None or len(paths) < 2:
        return
    for each, path in zip(parties, paths, strict=True):
        inquiry.create(replace(made, path=path, body=wrong), identity=each.identity)
    foreign = ((header, parties[1].identity.organization or ""),)
    inquiry.create(replace(made, path=paths[1]), foreign, parties[0].identity)


def _scoped_path(cast: Cast) -> bool:
    found = behaviour_of(cast.operation)
    return bool(found and found[1].scope)
