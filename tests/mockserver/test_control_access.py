"""Who may control a mock: this machine and its pages; anybody else by a token, if there is one."""

import logging
from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient

from mockserver import Settings, UnusableToken, create_app
from tests.mockserver.museum import Museum, catalogue, museum

RESET = "/__admin/reset"
TOKEN = "a-long-secret"
EVERYWHERE = "0.0.0.0"  # noqa: S104  # nothing listens


def ask(settings: Settings, headers: Mapping[str, str]) -> tuple[int, str | None]:
    """Status and code of a reset with these headers."""
    client = TestClient(create_app(museum(), catalogue(), settings), base_url="http://museum.test")
    answer = client.post(RESET, headers=dict(headers))
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:4010", "mock.localhost.", "127.0.0.1:80", "127.8.0.1", "[::1]:4010", "[::1]"]
)
def test_this_machine_may(host: str) -> None:
    """By whatever name leads nowhere else, and any port."""
    assert ask(Settings(), {"Host": host}) == (200, None)


@pytest.mark.parametrize(
    "host",
    [
        "museum.test",
        "localhost.museum.test",
        "127.0.0.1.nip.io",
        "192.168.0.4",
        "0.0.0.0",  # noqa: S104  # a name
        "evil@localhost",
        "localhost:4010:1",
        "[::2]",
        "127.1",
        "",
    ],
)
def test_a_name_of_others_may_not(host: str) -> None:
    """Whoever led a name of theirs to this machine (DNS rebinding) is refused."""
    assert ask(Settings(), {"Host": host}) == (403, "HOST_FOREIGN")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:5173", 200),
        ("https://127.0.0.1", 200),
        ("http://[::1]:3000", 200),
        ("https://museum.test", 403),
        ("http://localhost.museum.test", 403),
        ("null", 403),
        ("file://localhost", 403),
        ("http://[", 403),
        ("", 403),
    ],
)
def test_pages_of_this_machine_may_and_others_not(origin: str, status: int) -> None:
    """A page of another site cannot reset the mock of whoever looks at it."""
    assert ask(Settings(), {"Host": "localhost", "Origin": origin})[0] == status


def test_beyond_loopback_it_is_closed() -> None:
    """To this machine too, for a proxy of it looks the same; the answer says how to open it."""
    for host in (EVERYWHERE, "192.168.0.4", "museum.test", "::"):
        assert ask(Settings(host=host), {"Host": "localhost"}) == (403, "CLOSED")


@pytest.mark.parametrize("host", [EVERYWHERE, "127.0.0.1"])
def test_a_token_decides_where_there_is_one(host: str) -> None:
    """Wherever the mock listens, and whatever it is called."""
    settings = Settings(host=host, admin_token=TOKEN)
    assert ask(settings, {"Authorization": f"bearer {TOKEN}"}) == (200, None)
    for sent in ({}, {"Authorization": "Bearer other"}, {"Authorization": TOKEN}, {"Authorization": "Bearer visitor"}):
        assert ask(settings, {"Host": "localhost", **sent}) == (401, "TOKEN_NEEDED")


def test_a_challenge_tells_a_wrong_token_from_none() -> None:
    """Only a bad one is called that (RFC 6750, section 3.1)."""
    client = TestClient(create_app(museum(), catalogue(), Settings(admin_token=TOKEN)))
    assert client.get("/__admin").headers["www-authenticate"] == "Bearer"
    wrong = client.get("/__admin", headers={"Authorization": "Bearer x"})
    assert wrong.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_the_token_is_told_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the log, wherever it was sent, nor in the settings' text."""
    mock = Museum(Settings(admin_token=TOKEN))
    with caplog.at_level(logging.INFO, "mockserver"):
        mock.ask(f"/__admin/clock?token={TOKEN}", TOKEN)
    assert "GET /__admin/clock" in caplog.text
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(Settings(admin_token=TOKEN))


def test_the_environment_gives_the_token_unless_the_command_does() -> None:
    """An empty variable is none."""
    environ = {"CONTRACTKIT_ADMIN_TOKEN": "theirs"}
    assert Settings().within(environ).admin_token == "theirs"
    assert Settings(admin_token="own").within(environ).admin_token == "own"
    assert Settings().within({"CONTRACTKIT_ADMIN_TOKEN": ""}).admin_token is None


@pytest.mark.parametrize("token", ["", "two words", "ключ", "line\n"])
def test_a_token_that_no_header_takes_is_refused(token: str) -> None:
    """In one line that does not tell it."""
    with pytest.raises(UnusableToken, match="Authorization") as refused:
        Settings(admin_token=token)
    assert not token.strip() or token not in str(refused.value)


def test_the_contract_s_own_callers_need_no_loopback() -> None:
    """The checks are the control API's alone."""
    assert Museum().ask("/exhibits").status_code == 200


def test_a_browser_may_ask_first() -> None:
    """A preflight names the methods of the path; the request itself is refused if its page may not."""
    mock = Museum()
    headers = {"Host": "localhost", "Origin": "http://localhost:5173", "Access-Control-Request-Method": "PATCH"}
    answer = mock.ask("/__admin/clock", None, "OPTIONS", headers)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, PATCH")
