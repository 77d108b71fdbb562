"""Asks for rows as two identities: those of another organisation, and those that only some may see.

About five requests an operation, ten for a list of an organisation's rows; where nothing is spared both identities
ask for each other's. What does not agree is asked for again in turns, so that a row that comes and goes is not taken
for one that is kept from somebody. An operation that makes rows is asked three times: a sound deployment makes none,
one that lets members of others in makes one.
"""

from dataclasses import replace

from contracts import Resource
from suites.evidence.pages import read_page
from suites.inputs.absent import absent
from suites.inputs.specimens import broken
from suites.inquiry import Inquiry
from suites.invariants.scoping_lists import readers
from suites.invariants.scoping_sights import behaviour_of, rows_named
from suites.invariants.scoping_visibility import guarded_relations
from suites.probes.scoping_cast import Cast, Pairs, Party, Path, through_any
from suites.probes.scoping_lists import embedding, embeds, filters, gets, limit_of, orders, read
from suites.probes.scoping_visibility import between, hidden, turns
from suites.sending.writes import has_effects_outside
from suites.subjects import Subject

OK = 200


def ask(inquiry: Inquiry) -> None:
    """Asks one operation as those whom its rows are for, and as those whom they are not for."""
    found = behaviour_of(inquiry.operation)
    cast = Cast(inquiry)
    if found is None:
        _writes(cast)
        return
    behaviour, resource = found
    parties = cast.parties()
    scoped = cast.scoped and bool(parties)
    if resource.scope and parties and behaviour.kind == "list":
        _lists(cast, resource, parties)
    if scoped:
        _rows(cast, parties)
    elif inquiry.subject:
        _embedded(cast, inquiry.subject)
    if cast.hiding():
        hidden(cast)
    elif not cast.scoped and behaviour.kind == "list" and readers(cast.operation, cast.contract) and inquiry.subject:
        turns(cast, inquiry.subject, None)
    _organizations(cast, parties)


def _lists(cast: Cast, resource: Resource, parties: list[Party]) -> None:
    """A list as each party and a second member see it; with each other's cursors, and with filters."""
    first, others = parties[0], [each for each in parties[1:] if each.path is not None]
    if first.path is None:
        return
    own, peer = Subject(first.identity, first.path), cast.peer(first)
    rows = [row for page in read(cast, own) for row in page.items]
    keys = [str(row[resource.key]) for row in rows if row.get(resource.key) is not None]
    ways = (*cast.inquiry.some(orders(cast), 2), (), ())  # a leak may be that of one order only
    _members(cast, own, Subject(peer, first.path) if peer else None, keys, ways[0])
    gets(cast, own, rows[-1:], keys[-1:])
    subjects = [own, *(Subject(each.identity, each.path) for each in others if each.path is not None)]
    seen = {own.identity.name if own.identity else "": rows}
    for each in subjects[1:]:
        pages = read(cast, each, query=(*ways[1], *embedding(cast)))
        seen[each.identity.name if each.identity else ""] = [row for page in pages for row in page.items]
    if len(subjects) < 2 or cast.every:
        embeds(cast, subjects)
    for way in ways[2:] if cast.every else ():
        read(cast, own, query=way)
    if len(subjects) > 1:
        many = [seen[each.identity.name if each.identity else ""] for each in subjects]
        _cursors(cast, subjects if len(many[0]) > 1 else subjects[::-1])
        for one, other in cast.sides(subjects if many[1] else subjects[::-1]):
            strange = seen[other.identity.name if other.identity else ""]
            filters(cast, one, resource, strange[:1], other.identity.organization if other.identity else None)


def _members(cast: Cast, own: Subject, beside: Subject | None, keys: list[str], way: Pairs) -> None:
    """What a second member sees in some order; and again in turns, where it is not the same."""
    behaviour = cast.operation.behaviour
    if beside is None or behaviour is None or behaviour.resource is None:
        return
    key = behaviour.resource.key
    shown = [str(row.get(key)) for page in read(cast, beside, query=way) for row in page.items]
    if sorted(shown) != sorted(keys):
        for who, query in ((beside, way), (own, ()), (beside, way), (own, ())):
            read(cast, who, query=query)


def _cursors(cast: Cast, subjects: list[Subject]) -> None:
    """A party's first page of few rows, and its cursor sent by the other one."""
    listing = cast.operation.behaviour.listing if cast.operation.behaviour else None
    if listing is None or not listing.cursor:
        return
    limit = limit_of(cast, cast.operation, largest=False)
    for owner, other in cast.sides(subjects):
        body = read_page(cast.operation, cast.ask(owner.identity, owner.path, limit).document)
        if body and body.next:
            cast.ask(other.identity, other.path, (*limit, (listing.cursor, body.next)))


def _rows(cast: Cast, parties: list[Party]) -> None:
    """A party's row by its id, asked by itself, by a second member, and by the other party."""
    named = {name: each for name, each in rows_named(cast.operation, cast.contract).items() if each.scope}
    own = [each for each in parties if each.path is not None]
    embed = _embedding(cast)
    if not named or not own:
        return
    whole = behaviour_of(cast.operation)
    listed = whole is not None and whole[0].kind == "list" and bool(whole[1].scope)  # then both have read it already
    for each in () if listed else own if cast.every else own[:1]:
        cast.once(each.identity, each.path or {}, embed)
    peer = cast.peer(own[0])
    if peer and not listed and cast.ask(peer, own[0].path or {}, embed).status != OK:
        cast.ask(own[0].identity, own[0].path or {}, embed)
    for owner in own if cast.every else own[:1]:
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
    """Asks for a row that is not one's own between rows that nobody has; below a parent of one's own, and below all."""
    foreign = {name: path[name] for name in named if path[name] not in other.identity.known.get(name, ())}
    if not foreign:
        return
    nobodys = {name: absent(cast.contract, cast.operation, name) or "" for name in foreign}
    if all(nobodys.values()):
        between(cast, other.identity, {**path, **nobodys}, {**path, **foreign})
    by = cast.operation.behaviour.by if cast.operation.behaviour else None
    if not by or not nobodys.get(by):
        return
    below = (other.path,) if len(path) > 1 and other.path is not None else ()
    for way in (*below, *through_any(cast.operation, path)):
        between(cast, other.identity, {**way, by: nobodys[by]}, {**way, by: foreign[by]})


def _organizations(cast: Cast, parties: list[Party]) -> None:
    """The other party asks for the first one's rows under the header of the first one's organisation."""
    header = cast.contract.semantics.access.organization
    takes = header and cast.operation.parameter("header", header)
    if not header or not takes or len(parties) < 2:
        return
    for other, one in cast.sides(parties):
        if one.path is not None and other.path is not None:
            if not cast.came_in(one.identity):
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
