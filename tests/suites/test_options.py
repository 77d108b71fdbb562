"""What a run is told: one table for the command and for pytest, and every mistake ends in one line with a way out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
import typer.main

import contractkit
import pytest_contractkit
from contracts import EVERY_ROLE, ContractKitError
from suites import FAMILIES, OPTIONS, Options, prefixed, prepare
from suites.options import Run
from suites.profiles import PROFILES
from suites.sending.writes import Writes
from suites.target import DEFAULT_RATE, is_loopback, read_url
from tests.suites.deployment import serve
from tests.suites.library import FOLDER
from tests.suites.loopback import closed_port

LIBRARY: Mapping[str, Any] = {
    "contract": FOLDER / "openapi.yaml",
    "semantics": FOLDER / "semantics.yaml",
    "identities": FOLDER / "identities.json",
}


def prepared(environ: Mapping[str, str] | None = None, address: str = "http://app.test", /, **values: Any) -> Run:
    """A run against the library in this process."""
    run = prepare(Options.of(address, {**LIBRARY, **values}), environ or {}, app=serve())
    run.examination.courier.close()
    return run


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "file.json"
    path.write_text(text, encoding="utf-8")
    return path


MISTAKES: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "a family that is none": ({"only": ["page"]}, "--only: 'page' is none of conformance"),
    "an operation that is none": ({"operation": ["GET /v1/author"]}, "Did you mean 'GET /v1/authors'?"),
    "an operation like none": ({"operation": ["GET /nope"]}, "the contract has no 'GET /nope'. It has GET"),
    "an operation far from any": ({"operation": ["zzz"]}, "--operation: the contract has no 'zzz'. It has GET"),
    "a rate of nothing": ({"rate": 0.0}, "--rate: 0.0 is not above zero"),
    "a rate that is no number": ({"rate": float("nan")}, "--rate"),
    "a budget below zero": ({"max_requests": -1}, "--max-requests: -1 is not above zero"),
    "a contract that is not there": ({"contract": Path("none.yaml")}, "none.yaml"),
    "an overlay that is not there": ({"semantics": Path("none.yaml")}, "none.yaml"),
    "identities that are not there": ({"identities": Path("none.json")}, "none.json"),
    "a policy that is not there": ({"policy": Path("none.json")}, "none.json"),
    "a variable that is not set": ({"token-env": "NO_SUCH_TOKEN"}, "NO_SUCH_TOKEN is not set. Export"),
    "a variable that is empty": ({"token-env": "EMPTY"}, "EMPTY is not set"),
    "a token with its scheme": ({"token-env": "SCHEMED"}, "the token of schemed holds a blank"),
    "a token on two lines": ({"token-env": "LINES"}, "the token of lines holds a blank"),
    "a recording in no folder": ({"record": Path("none/run.har")}, "--record: none/run.har: there is no folder none."),
    "a report that is a file": ({"report": FOLDER / "openapi.yaml"}, "Name a directory that can be written."),
}
ENVIRON = {"EMPTY": "", "SCHEMED": "Bearer abc", "LINES": "abc\ndef", "GOOD_TOKEN": "lib_member"}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_in_one_line(mistake: str) -> None:
    """Each bad option is refused before anything is sent, in one line that names it and the way out."""
    values, told = MISTAKES[mistake]
    with pytest.raises(ContractKitError) as refused:
        prepared(ENVIRON, **values)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "abc" not in str(refused.value)


FILES: Mapping[str, tuple[str, str, str]] = {
    "no policy": ("policy", "{}", "Write {"),
    "a policy that is a list": ("policy", "[]", "file.json"),
    "a key that is none": ("policy", '{"policy": {"heads": 405}}', "#/policy/heads: heads is no rule"),
    "a value that is none": ("policy", '{"policy": {"head": "put"}}', "#/policy/head"),
    "no JSON": ("policy", '{"policy": {', "file.json"),
    "a binary policy": ("policy", "\0\1", "file.json"),
    "an empty contract": ("contract", "", "file.json"),
    "a contract of another version": ("contract", '{"openapi": "2.0"}', "file.json"),
    "an overlay of nothing": ("semantics", '{"overlay": "1.0.0"}', "file.json"),
    "identities of another kind": ("identities", "[]", "What the file holds is told in docs/identities.md."),
    "identities without one": ("identities", '{"identities": {}}', "file.json"),
    "a default that is none": (
        "identities",
        '{"default": "me", "identities": {"you": {"token": "t"}}}',
        "#/default: there is no identity me",
    ),
    "a token of a variable": ("identities", '{"identities": {"a": {"token": "${NOT_SET}"}}}', "NOT_SET is not set"),
    "a token of two words": ("identities", '{"identities": {"a": {"token": "a b"}}}', "the token of a holds a blank"),
}


@pytest.mark.parametrize("mistake", FILES)
def test_a_bad_file_is_named(mistake: str, tmp_path: Path) -> None:
    """A file that cannot be used is named with what is wrong in it, in one line."""
    option, text, told = FILES[mistake]
    with pytest.raises(ContractKitError) as refused:
        prepared(None, **{option: written(tmp_path, text)})
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "127.0.0.1:4010",
        "localhost",
        "ftp://host",
        "http://",
        "http://host:port",
        "http://host:0",
        "http://host:99999",
        "http://[::1",
        "http://user:secret@host",
        "http://host/?a=1",
        "http://host/#part",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """A target is an http or https URL with a host, and carries no secret."""
    with pytest.raises(ContractKitError) as refused:
        prepared(None, address)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_nobody_there_is_told() -> None:
    """A port that nobody listens on ends the run before it starts."""
    url = f"http://127.0.0.1:{closed_port()}"
    with pytest.raises(ContractKitError, match=rf"cannot reach {url}: connection refused\. Nothing was judged\.$"):
        prepare(Options.of(url, LIBRARY), {})


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:4010", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:80/base", True),
        ("http://localhost", True),
        ("http://mock.localhost:1", True),
        ("http://10.0.0.1", False),
        ("https://localhost.example", False),
        ("https://staging.example/v1", False),
    ],
)
def test_only_this_machine_is_local(url: str, local: bool) -> None:
    """Names and addresses of this machine are not paced."""
    assert is_loopback(url) == local
    assert read_url(f"{url}/") == url


def test_defaults_spare_a_shared_deployment() -> None:
    """Unless told otherwise a run asks at most 4,000 times, reads only, and paces what is not on this machine."""
    target = prepared().examination.courier.target
    assert (target.budget, target.writes, target.rate, target.seed) == (4_000, Writes(), None, 0)
    assert (PROFILES["gate"].requests, DEFAULT_RATE) == (4_000, 20.0)
    assert prepared(rate=3.5, max_requests=7, seed=9).examination.courier.target.rate == 3.5


def test_families_and_operations_are_chosen_by_name() -> None:
    """A run judges all, or those named; an operation by its label or its operationId."""
    assert prepared().families == FAMILIES
    run = prepared(only=["status"], operation=["listAuthors", "GET /v1/authors"])
    assert run.families == ("status",)
    assert [each.label for each in run.operations] == ["GET /v1/authors"]


def test_one_token_is_one_identity_of_every_role() -> None:
    """`--token-env` gives the default identity, whose variable is the one named, beside those of a file."""
    target = prepared(ENVIRON, **{"token-env": "GOOD_TOKEN"}).examination.courier.target
    caller = target.identities.get()
    assert caller
    assert (caller.name, caller.token, caller.roles) == ("good", "lib_member", (EVERY_ROLE,))
    assert target.variables == {"good": "GOOD_TOKEN"}
    assert target.identities.identities["admin"].roles == ("admin",)


def test_a_policy_file_sets_and_pins(tmp_path: Path) -> None:
    """The keys of a policy file hold and are binding; `--pinned` binds all."""
    path = written(tmp_path, '{"policy": {"default_limit": 7}}')
    policy = prepared(policy=path).examination.contract.semantics.policy
    assert (policy["default_limit"], policy.standing("default_limit"), policy.standing("head")) == (
        7,
        "pinned",
        "inferred",
    )
    pinned = prepared(policy=path, pinned=True).examination.contract.semantics.policy
    assert (pinned["default_limit"], pinned.standing("head")) == (7, "pinned")


def test_a_report_makes_its_directory(tmp_path: Path) -> None:
    """The directory of a report is made before anything is asked."""
    prepared(report=tmp_path / "deep" / "out")
    assert (tmp_path / "deep" / "out").is_dir()


class Recorder:
    """Notes the options that are added to it, as pytest's parser would."""

    def __init__(self) -> None:
        self.options: dict[str, Mapping[str, Any]] = {}

    def getgroup(self, *_: str) -> "Recorder":
        """Itself."""
        return self

    def addoption(self, name: str, **words: Any) -> None:
        """Notes one option."""
        self.options[name] = words


def test_one_table_serves_the_command_and_pytest() -> None:
    """Both front doors offer the options of the table, and no other; each takes as many values in both."""
    recorder = Recorder()
    pytest_contractkit.pytest_addoption(cast("pytest.Parser", recorder))
    command = typer.main.get_command(contractkit.app).commands["check"]  # type: ignore[attr-defined]  # a group
    of_command = {each.opts[0].removeprefix("--"): each for each in command.params if each.name != "target"}
    of_pytest = {name.removeprefix("--contract-"): each for name, each in recorder.options.items()}
    names = [option.name for option in OPTIONS]
    assert list(of_command) == names
    assert list(of_pytest) == ["target", *names]
    for option in OPTIONS:
        assert of_command[option.name].multiple == option.many == (of_pytest[option.name].get("action") == "append")
        assert of_command[option.name].is_flag == (option.kind is bool)
        assert of_pytest[option.name]["help"] == option.help


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("--only: 'x' is none", "--contract-only: 'x' is none"),
        ("Raise --max-requests (--contract, --token-env).", "Raise --contract-max-requests (--contract-contract, "),
        ("--contract-only, a--only and --onlyness", "--contract-only, a--only and --onlyness"),
    ],
)
def test_pytest_names_its_own_options(text: str, told: str) -> None:
    """What names an option of the command names that of pytest there, and nothing else changes."""
    assert prefixed(text).startswith(told)


def test_every_option_is_documented() -> None:
    """docs/suites.md has a row for each option of the table."""
    text = (Path(__file__).parents[2] / "docs" / "suites.md").read_text(encoding="utf-8")
    assert [option.name for option in OPTIONS if f"| `--{option.name}" not in text] == []
