"""Tokens stay with those who hold them: nothing that people see holds one, or what a forgery is made of."""

import io
import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace

import pytest
import rich.console

from contracts import Identities, Identity
from suites.invariants import INVARIANTS
from suites.report import Console
from suites.report.curl import curl, quoted
from suites.report.findings import told
from suites.result import conclude_run
from suites.sending.secrets import Secrets, forgeries, shortened, variable
from suites.traffic import Asked, Exchange
from tests.suites.deployment import SOUND
from tests.suites.faults_authentication import as_member, staging
from tests.suites.judging import examine, verdicts
from tests.suites.library import library_identities
from tests.suites.serving import Answer, Call, Deployment, World

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZW1iZXIifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
TOKENS = {"member": JWT, "admin": "c2VjcmV0IGFkbWlu/+==", "neighbour": "lib_neighbour"}


def identities() -> Identities:
    """The library's callers with tokens of several kinds."""
    known = library_identities()
    named = {name: replace(each, token=TOKENS.get(name, each.token)) for name, each in known.identities.items()}
    return replace(known, identities=named)


def chatty() -> Deployment:
    """Lets everybody in, and repeats every credential in headers and bodies."""

    def repeated(_world: World, call: Call, answer: Answer) -> Answer:
        sent = call.request.headers.get("authorization", "")
        document = {**answer.document, "you_sent": sent, "to": call.request.query} if answer.document else {"a": sent}
        return replace(answer, document=document, headers=(*answer.headers, ("X-You-Sent", sent or "-")))

    return replace(staging(authentication=as_member), finish=repeated)


def told_by(deployment: Deployment) -> Mapping[str, str]:
    """All that a run tells people: exchanges, findings, and what a terminal shows."""
    examination = examine(deployment, identities=identities())
    found = verdicts(examination, "authentication", "envelope")
    result = conclude_run("http://app.test", "Library 1", found, examination.courier.exchanges, 0, False, True)
    shown = io.StringIO()
    console = Console(rich.console.Console(file=shown, width=200))
    console.begin("judging", [each.family for each in found])
    for verdict in found:
        console.told(verdict, 1)
    console.end(result)
    return {
        "exchanges": "\n".join(repr(each) for each in examination.courier.exchanges),
        "findings.json": json.dumps(told(result), default=str),
        "console": shown.getvalue(),
        "curl": "\n".join(curl(each, "http://app.test") for each in examination.courier.exchanges),
    }


def test_nothing_that_people_see_holds_a_token() -> None:
    """A deployment that repeats every credential finds no ear: each stands as its variable everywhere."""
    tokens = [each.token for each in identities().identities.values()]
    secret = {*tokens, *map(shortened, tokens), *JWT.split(".")[1:], JWT.rpartition(".")[0]}
    seen = told_by(chatty())
    assert {place: [part for part in secret if part in text] for place, text in seen.items()} == {
        place: [] for place in seen
    }
    assert "${MEMBER_TOKEN}" in seen["exchanges"]
    assert "export MEMBER_TOKEN" in seen["console"] or "curl -i --path-as-is --globoff http" in seen["console"]


def test_a_token_is_put_back_where_it_stood() -> None:
    """A masked text unmasked is the text again, whatever was made of the token."""
    secrets = Secrets(identities().identities.values())
    for token in TOKENS.values():
        for text in (token, *forgeries(token)):
            assert token not in secrets.mask(f"Bearer {text}")
            assert secrets.unmask(secrets.mask(f"Bearer {text}")) == f"Bearer {text}"


def test_a_percent_encoded_token_is_a_token() -> None:
    """A token in a URL is masked as it is spelled there, and put back in that spelling."""
    secrets = Secrets([Identity("one", "a+b/c==secret")])
    target = "/v1?access_token=a%2Bb%2Fc%3D%3Dsecret"
    assert secrets.mask_target(target) == "/v1?access_token=${ONE_TOKEN}"
    assert secrets.unmask_target(secrets.mask_target(target)) == target


def test_no_token_hides_behind_a_part_of_itself() -> None:
    """Of two tokens of which one begins with the other, each is told by its own variable."""
    secrets = Secrets([Identity("one", "secret_token"), Identity("two", "secret_token_2")])
    assert secrets.mask("secret_token_2 secret_token") == "${TWO_TOKEN} ${ONE_TOKEN}"
    assert secrets.mask("secret_token_ x") == "${TWO_TOKEN%?} x"


def test_every_identity_has_a_variable_of_its_own() -> None:
    """Names that differ in signs alone do not share a variable, and none begins with a digit."""
    secrets = Secrets([Identity("a-b", "first_token"), Identity("a_b", "other_token"), Identity("1st", "third_token")])
    assert secrets.mask("first_token other_token third_token") == "${A_B_TOKEN} ${A_B_TOKEN_} ${_1ST_TOKEN}"
    assert Secrets([Identity("key", "first_token")], {"key": "API_KEY"}).mask("first_token") == "${API_KEY}"


def test_a_short_token_leaves_other_texts_alone() -> None:
    """A token that any text may hold by chance is masked where it is one, and nowhere else."""
    secrets = Secrets([Identity("one", "member")])
    assert secrets.mask_target("/v1/members?access_token=member") == "/v1/members?access_token=${ONE_TOKEN}"
    assert secrets.mask("Bearer member") == "Bearer ${ONE_TOKEN}"
    assert secrets.mask_answer(b'{"role": "member"}') == b'{"role": "member"}'


@pytest.mark.parametrize("token", [*TOKENS.values(), "x"])
def test_a_forgery_is_nobodys(token: str) -> None:
    """What is made of a token is another text, and no other spelling of the same base64."""
    for text in forgeries(token):
        assert text
        assert text.rstrip("=") != token.rstrip("=")


def in_bash(words: str, **environment: str) -> str:
    """What bash makes of one word."""
    done = subprocess.run(
        ["bash", "-c", f"printf %s {words}"],
        env={"PATH": os.environ["PATH"], **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


@pytest.mark.parametrize("name", sorted(TOKENS))
def test_bash_reads_a_header_as_it_was_sent(name: str) -> None:
    """With its variable set, a quoted header is in a shell what the courier sent, for every forgery too."""
    known = identities().identities.values()
    secrets = Secrets(known)
    for text in (TOKENS[name], *forgeries(TOKENS[name])):
        header = f"Authorization: Bearer {text}"
        word = quoted(secrets.mask(header))
        assert text not in word
        assert in_bash(word, **{variable(name): TOKENS[name]}) == header


@pytest.mark.parametrize(
    "text", ['a "b"', "it's", "$HOME `id` \\ !x", "$(id) ${MEMBER_TOKEN} 'x' \"y\"", "ü %7B {a,b} *"]
)
def test_bash_fills_in_nothing_but_our_variables(text: str) -> None:
    """Whatever stands beside a token is left as it is."""
    word = quoted(f"X: {text} ${{MEMBER_TOKEN}}")
    assert in_bash(word, MEMBER_TOKEN="abc") == f"X: {text} abc".replace("${MEMBER_TOKEN}", "abc")


@pytest.mark.parametrize("body", [b"@file", b'{"a": "\'"}', "ü\n".encode(), b"\xff\xfe'"])
def test_bash_reads_a_body_as_it_was_sent(body: bytes) -> None:
    """A body is in a shell what was sent, be it the name of a file to curl, or no text at all."""
    asked = Asked("POST", "/v1/x", (("Content-Type", "text/plain"),), body)
    line = curl(Exchange(1, asked, None, {}, 200), "http://app.test")
    found = re.search(r"--data-raw (.*) http://app\.test/v1/x$", line, re.DOTALL)
    assert found
    command = ["bash", "-c", f"printf %s {found[1]}"]
    assert subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout == body


def test_a_curl_line_asks_the_same() -> None:
    """Method, empty headers and a target with brackets reach curl as they were sent."""
    asked = Asked("OPTIONS", "/v1/x?q=[a]&w={b}", (("X-Empty", ""), ("X-One", "1")))
    line = curl(Exchange(1, asked, None, {}, 204), "http://app.test")
    assert (
        line
        == "curl -i --path-as-is --globoff -X OPTIONS -H 'X-Empty;' -H 'X-One: 1' 'http://app.test/v1/x?q=[a]&w={b}'"
    )
    assert curl(Exchange(1, Asked("HEAD", "/"), None, {}, 204), "http://app.test").endswith(
        "--globoff -I http://app.test/"
    )


def test_every_invariant_says_where_it_comes_from() -> None:
    """A finding cites its source, and leans on rules that have a grade."""
    policy = examine(SOUND).contract.semantics.policy
    for invariant in INVARIANTS.values():
        assert invariant.source
        assert invariant.title
        for rule in invariant.rules:
            assert rule in ("law", "attested", "inferred") or policy.standing(rule)
