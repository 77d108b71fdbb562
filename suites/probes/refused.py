"""The refusals that several families look at, each kind asked in one way: what one family was told, the next shares.

A gate asks an operation one of each kind, in turn with those that are like it; deep asks all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from suites.inputs.absent import absent, rows_named
from suites.inputs.body_mutations import misfits
from suites.inputs.drafts import encode
from suites.inputs.mutations import refused_texts
from suites.inquiry import ANY, VERB, Inquiry
from suites.probes.asker import BAD_EXPRESSION, Asker
from suites.sending.secrets import UNSIGNED, forgeries
from suites.sending.wire import Pairs
from suites.traffic import Exchange

JSON = "application/json"
UNKNOWN = "nobody0token0nobody0token"  # plain letters and digits: well formed by most patterns, and nobody's
UNPAIRED = "Basic bm9ib2R5Om5vdGhpbmc="  # another scheme's credentials, well formed there (RFC 7617)
NOBODYS = "/no-such-path"  # of no operation
LONG_TARGET = 20_000  # characters: beyond what most servers take
LONG_HEADER = 40_000
COMMA = ","  # of no grammar, and read by another way than an unknown name
FOREIGN: Pairs = (("Authorization", f"Bearer {UNKNOWN}"),)
# Texts that break careless servers.
ODDITIES = ("\0", "'", "%", "é\u0301\N{BOOKS}", "<b>0123456789</b>", "{0} %s ${x}", "9" * 400)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault of a request that reads: a query pair, or a value of the path."""

    query: Pairs = ()
    path: Mapping[str, str] = field(default_factory=dict)

    def ask(self, asked: Asker, headers: Pairs = (), anew: bool = False) -> Exchange:
        """Asks an operation with it; the pair stands in place of a required one."""
        instead = tuple(name for name, _ in self.query)
        return asked.ask(self.query, headers, self.path, instead=instead, anew=anew)


def credentials(inquiry: Inquiry) -> tuple[Pairs, ...]:
    """None, and credentials that are nobody's, of which a gate takes turns; where all is asked, those of `altered`."""
    texts = [f"Bearer {UNKNOWN}", "Bearer", UNPAIRED, UNKNOWN, f"Bearer {UNSIGNED}.e30."]
    # Where no identity of the run may ask, no other request shows any.
    lone = inquiry.identity is None and inquiry.operation.security == "required"
    seldom = [] if lone else [None] * 2 * len(texts)
    turns = inquiry.some((*texts, *seldom), 1, ANY)
    forged = altered(inquiry) if inquiry.profile.every else ()
    return (), *((("Authorization", text),) for text in turns if text), *forged


def altered(inquiry: Inquiry) -> tuple[Pairs, ...]:
    """Somebody's token with one thing wrong: cut short, longer, in another case, unsigned, or of no such scheme.

    A gate asks each operation with two of them, by turns.
    """
    if inquiry.identity is None:
        return ()
    short, *others = forgeries(inquiry.identity.token)
    texts = [f"Bearer {short}", f"Token {inquiry.identity.token}", *(f"Bearer {text}" for text in others)]
    return tuple((("Authorization", text),) for text in inquiry.some(texts, 2, ANY))


def nobodys(inquiry: Inquiry) -> Pairs:
    """Whose credentials a request shows that is wrong besides: one token of `altered`, or none."""
    return next(iter(altered(inquiry)), ())


def bad_bodies(inquiry: Inquiry) -> tuple[tuple[bytes, str], ...]:
    """What nobody sends as a body: one that breaks its schema, one that is no JSON, and one of another media type."""
    if inquiry.operation.reads or inquiry.operation.body is None:
        return ()
    draft = inquiry.spare()
    good = (draft.body if draft else None) or {}
    wrong = [(encode(each.body), JSON) for each in misfits(inquiry.contract, inquiry.operation, good)[:1]]
    return inquiry.some((*wrong, (b'{"', JSON), (encode(good), "application/x-nothing")), 1, VERB)


def elsewhere(asked: Asker) -> None:
    """Paths that there are not; one with a slash more by itself, where that is not one of them."""
    policy, target = asked.contract.semantics.policy, asked.target
    front, _, last = target.rpartition("/")
    shouted = f"{front}/{last.upper()}"
    slashed = policy["trailing_slash"] == 404
    ways = [(f"{target}-absent/none", True), *([(f"{target}/", True)] if slashed else [])]
    anybodys = [(f"{target}-absent/none", False), (NOBODYS, False)]
    ways += anybodys if policy["unknown_path_before_authentication"] else []
    ways += [(f"{target}/none/none/none", True)]
    ways += [(shouted, True)] if shouted != target and not asked.operation.path.endswith("}") else []
    for path, known in asked.inquiry.some(ways if asked.operation.security == "required" else anybodys, 1, ANY):
        asked.send("GET", path, known=known, anew=False)
    if not slashed:
        asked.send("GET", f"{target}/")


def other_method(asked: Asker) -> None:
    """Methods that the path has not, without credentials."""
    for method in asked.inquiry.some(asked.undeclared_methods(), 1, VERB):
        asked.send(method, asked.target, known=False, anew=False)


def single_faults(asked: Asker) -> tuple[Wrong, ...]:
    """Each kind of fault that a path or query can have by itself; those first that are surely refused."""
    some, every = asked.inquiry.some, asked.inquiry.profile.every
    wrong = asked.bad_values()
    queried = [each for each, _ in wrong if each.location == "query"]
    values = [(each.name, text) for each in queried for text in refused_texts(asked.contract, each, every)]
    typed = [(each.name, text) for each, text in wrong if each.location == "path"]
    return (
        *(Wrong((pair,)) for pair in some(values, 1)),
        *(Wrong(path=dict([pair])) for pair in some(typed, 1)),
        *(Wrong(path={name: text}) for name, text in absent_rows(asked).items()),
        *(Wrong((pair,)) for pair in bad_expressions(asked)),
    )


def path_faults(asked: Asker) -> Mapping[str, str]:
    """Values of another type for the path; a gate has none where they are refused apart from other wrong values."""
    policy = asked.contract.semantics.policy
    apart = policy["path_type_status"] != policy["validation_status"]
    if apart and not asked.inquiry.profile.every:
        return {}
    return {each.name: text for each, text in asked.bad_values() if each.location == "path"}


def absent_rows(asked: Asker) -> Mapping[str, str]:
    """The path parameters that name rows, each with an id that no row has."""
    made = {name: absent(asked.contract, asked.operation, name) for name in rows_named(asked.contract, asked.operation)}
    return {name: text for name, text in made.items() if text}


def bad_expressions(asked: Asker) -> Pairs:
    """The first expression without a grammar, one of commas alone, odd texts for the others and the cursor, in turn."""
    first, *others = [name for name in (*asked.expressions(), asked.cursor()) if name] or [""]
    if not first:
        return ()
    odd, every = asked.inquiry.some(ODDITIES, 1, VERB), asked.inquiry.profile.every
    names = asked.inquiry.some(others, 1)
    texts = (BAD_EXPRESSION, *filter(None, asked.inquiry.some(("", COMMA, ""), 1)))
    plain = tuple((name, text) for name in (first, *(names if every else ())) for text in texts)
    return (*plain, *((name, text) for name in ((first,) if every else names) for text in odd))


def oversize(asked: Asker) -> None:
    """A target and a header that are too long."""
    ways: tuple[tuple[Pairs, Pairs], ...] = (
        ((("x-long", "a" * LONG_TARGET),), ()),
        ((), (("X-Long", "a" * LONG_HEADER),)),
    )
    for query, headers in asked.inquiry.some(ways, 1, VERB):
        asked.ask(query, headers, anew=False)
