"""A deployment's policy is learned from what it answers, and the file it is written to pins it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import rich.console
import yaml

import suites
from contracts import RULES, ContractKitError, load_policy
from suites.examination import Examination
from suites.learning import learn_policy, policy_text
from suites.sending.courier import Courier
from suites.sending.writes import Writes
from suites.target import Target
from tests.suites.deployment import App, serve
from tests.suites.faults_envelope import finishing
from tests.suites.judging import URL
from tests.suites.library import FOLDER, library_contract, library_identities
from tests.suites.moody import Mood, Moody, Outburst, Scope
from tests.suites.test_refusal_variants import in_lines

CONTRACT = library_contract()


def learned(app: App, writes: bool = False) -> dict[str, Any]:
    """What is learned of an application."""
    target = Target(url=URL, identities=library_identities(), app=app, writes=Writes(writes))
    with Courier(CONTRACT, target) as courier:
        found = {each.key: each.value for each in learn_policy(Examination(courier))}
        assert len(courier.exchanges) < 120
        assert not courier.ledger.entries
    return found


def test_a_sound_deployment_shows_its_contract() -> None:
    """Every value that is learned of it is the one that its contract declares, and most keys can be told."""
    found = learned(serve(), writes=True)
    policy = CONTRACT.semantics.policy
    assert {key: value for key, value in found.items() if value != policy[key]} in ({}, {"head_in_allow": "required"})
    assert len(found) >= 18, sorted(set(RULES) - set(found))


def test_without_leave_to_write_no_body_is_sent() -> None:
    """What only a write shows is left out."""
    assert not {"malformed_status", "wrong_media_type"} & set(learned(serve()))


def test_methods_in_several_lines_are_learned() -> None:
    """`Allow` may come in a line for each method (RFC 9110, section 5.3)."""
    found = learned(serve(finishing(in_lines)))
    assert found["head_in_allow"] == learned(serve())["head_in_allow"] == "required"


def answered(status: int, **headers: str) -> Mood:
    """This answer where the mood is one."""
    return lambda _number, _scope: Outburst(status, headers)


def has(scope: Scope, name: bytes, text: bytes) -> bool:
    """Whether a request has such a header."""
    return any(key.lower() == name and text in value for key, value in scope["headers"])


# A key, the value to be learned, when an answer is another than the library's, and which.
ELSEWHERE: Mapping[str, tuple[Any, Any, Outburst]] = {
    "not_acceptable": (406, lambda scope: has(scope, b"accept", b"x-nothing"), Outburst(406)),
    "trailing_slash": (
        "redirect",
        lambda scope: scope["path"].endswith("/"),
        Outburst(308, {"Location": "/v1/authors"}),
    ),
    "head": (405, lambda scope: scope["method"] == "HEAD", Outburst(405)),
    "options": (200, lambda scope: scope["method"] == "OPTIONS", Outburst(200, {"Allow": "GET"})),
    "head_in_allow": ("optional", lambda scope: scope["method"] == "OPTIONS", Outburst(200, {"Allow": "GET"})),
    "unknown_query_parameter": ("reject", lambda scope: b"unknown=1" in scope["query_string"], Outburst(400)),
    "unknown_path_before_authentication": (
        False,
        lambda scope: "absent/none" in scope["path"] and not has(scope, b"authorization", b""),
        Outburst(401),
    ),
    "unknown_name": ("ignore", lambda scope: b"fields=" in scope["query_string"], Outburst(200)),
    "empty_parameter": ("value", lambda scope: scope["query_string"].endswith(b"="), Outburst(422)),
}


@pytest.mark.parametrize("key", ELSEWHERE)
def test_another_way_is_learned(key: str) -> None:
    """A deployment that answers otherwise is written down as it is."""
    value, is_odd, outburst = ELSEWHERE[key]
    found = learned(Moody(serve(), lambda _number, scope: outburst if is_odd(scope) else None))
    assert found[key] == value


def test_an_answer_that_no_policy_knows_is_left_out() -> None:
    """A key whose question is answered in a way that is no value of it is not learned."""
    found = learned(Moody(serve(), lambda _number, scope: Outburst(418) if scope["method"] == "HEAD" else None))
    assert "head" not in found


def test_a_target_that_answers_nothing_teaches_nothing() -> None:
    """Noise is no value."""
    assert learned(Moody(serve(), answered(503))) == {}


def test_the_file_is_a_policy_to_review(tmp_path: Path) -> None:
    """It pins what was learned, shows the request for each value, names what is left out, and holds no token."""
    target = Target(url=URL, identities=library_identities(), app=serve())
    with Courier(CONTRACT, target) as courier:
        found = learn_policy(Examination(courier))
    text = policy_text(URL, "Library 1", found)
    path = tmp_path / "policy.yaml"
    path.write_text(text)
    policy = load_policy(path, CONTRACT.semantics.policy)
    assert all((policy[each.key], policy.standing(each.key)) == (each.value, "pinned") for each in found)
    assert text.count("  # curl -i ") == len(found)
    assert "${MEMBER_TOKEN}" in text
    assert not [each.token for each in library_identities().identities.values() if each.token in text]
    assert set(yaml.safe_load(text)["policy"]) | {line[4:] for line in text.splitlines() if line[:4] == "#   "} == set(
        RULES
    )


def run(out: Path, app: App) -> tuple[int, str]:
    """The command on an application, and what it says."""
    library = {"contract": "openapi.yaml", "semantics": "semantics.yaml", "identities": "identities.json"}
    options = suites.Options.of(URL, {name: FOLDER / file for name, file in library.items()})
    console = rich.console.Console(record=True, width=200)
    return suites.learn(options, out, console, {}, app), console.export_text()


def test_the_command_writes_the_file_and_says_what_differs(tmp_path: Path) -> None:
    """A value that the contract does not declare is told, with what it declares."""
    app = Moody(serve(), lambda _number, scope: Outburst(405) if scope["method"] == "HEAD" else None)
    code, text = run(tmp_path / "policy.yaml", app)
    assert (code, (tmp_path / "policy.yaml").exists()) == (0, True)
    assert "head: 405 (the contract says get)" in text
    assert "Review it, then pin it with --policy" in text


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (503, "requests got an answer that tells a key."),
        (401, "answers were refusals. Check the token and its organisation"),
    ],
)
def test_nothing_learned_is_no_success(status: int, told: str, tmp_path: Path) -> None:
    """Where nobody answers anything, or all is refused, the exit code says so, a line says why, and no file is made."""
    code, text = run(tmp_path / "policy.yaml", Moody(serve(), answered(status)))
    assert (code, list(tmp_path.iterdir())) == (3, [])
    assert text.startswith("Nothing was learned, and no file is written: ")
    assert told in text


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Nothing is asked for a file whose folder is not there, and no folder is made."""
    with pytest.raises(ContractKitError, match=r"--out: .*there is no folder .*/deep\. Make it, or name a file elsewh"):
        run(tmp_path / "deep" / "policy.yaml", serve())
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(ContractKitError, match="--out: "):
        run(tmp_path / "file" / "policy.yaml", serve())
