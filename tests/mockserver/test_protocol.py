"""HTTP around the answers: methods, tokens, headers, and browsers on other origins."""

import json
from collections.abc import Mapping

import pytest

from contracts import Contract, Policy
from mockserver import Settings, UnknownIdentity
from tests.mockserver.museum import Museum, key, museum

PAGE = {"Origin": "http://localhost:3000"}


@pytest.fixture(scope="module")
def mock() -> Museum:
    """One mock: reading changes nothing."""
    return Museum()


def with_policy(values: Mapping[str, object]) -> Contract:
    """The museum's contract with other rules."""
    contract = museum()
    semantics = contract.semantics
    policy = Policy({**semantics.policy.values, **values}, semantics.policy.standings)
    changed = type(semantics)(semantics.errors, semantics.access, semantics.resources, policy)
    return type(contract)(
        contract.title, contract.version, contract.source, contract.document, contract.operations, changed
    )


@pytest.mark.parametrize(
    "target", ["/exhibits", f"/exhibits/{key(1)}", "/exhibits?size=0", "/nowhere", f"/exhibits/{key(99)}", "/weather"]
)
def test_head_is_get_without_a_body(mock: Museum, target: str) -> None:
    """HEAD has the status and the headers of GET, the length of its body among them, and no body."""
    got, head = mock.ask(target), mock.ask(target, method="HEAD")
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers == got.headers
    assert int(head.headers["content-length"]) == len(got.content)


def test_head_sends_no_body_even_where_nobody_takes_it_off(mock: Museum) -> None:
    """The application itself sends none."""
    assert mock.raw(b"/nowhere") == (404, "NO_SUCH_PATH")
    assert mock.raw(b"/nowhere", method="HEAD") == (404, None)


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/exhibits", "GET, HEAD, OPTIONS, POST"),
        (f"/exhibits/{key(1)}", "GET, HEAD, OPTIONS"),
        ("/exhibits/newest", "DELETE, OPTIONS"),
        ("/door", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_and_405_tell_the_same_methods(mock: Museum, path: str, allow: str) -> None:
    """Without a token, OPTIONS is 204 with `Allow`, and a method that is not there is 405 with the same."""
    options, refused = mock.ask(path, None, "OPTIONS"), mock.ask(path, None, "PATCH")
    assert (options.status_code, options.content, options.headers["allow"]) == (204, b"", allow)
    assert (refused.status_code, refused.headers["allow"]) == (405, allow)
    assert "content-type" not in options.headers


def test_a_method_is_told_apart_by_case(mock: Museum) -> None:
    """`get` is another method than GET, as is one that nobody has heard of."""
    assert mock.raw(b"/exhibits", method="get") == (405, "NO_SUCH_METHOD")
    assert mock.raw(b"/exhibits", method="BREW") == (405, "NO_SUCH_METHOD")


def test_options_of_an_unknown_path_is_404(mock: Museum) -> None:
    """There is nothing to allow."""
    assert mock.ask("/nowhere", method="OPTIONS").json()["code"] == "NO_SUCH_PATH"


@pytest.mark.parametrize(
    ("sent", "challenge"),
    [
        (None, "Bearer"),
        ("", "Bearer"),
        ("Basic dmlzaXRvcg==", "Bearer"),
        ("Bearer", "Bearer"),
        ("visitor", "Bearer"),
        ("Bearer stranger", 'Bearer error="invalid_token"'),
        ("Bearer visitor extra", 'Bearer error="invalid_token"'),
        ("bearer VISITOR", 'Bearer error="invalid_token"'),
        ("Bearer expired", 'Bearer error="invalid_token"'),
    ],
)
def test_a_401_says_what_is_asked_for(mock: Museum, sent: str | None, challenge: str) -> None:
    """`WWW-Authenticate` names the scheme, and an error where a token was sent."""
    answer = mock.ask("/exhibits", None, headers={} if sent is None else {"Authorization": sent})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, challenge)


@pytest.mark.parametrize("sent", ["Bearer visitor", "bearer visitor", "BEARER   visitor"])
def test_a_scheme_is_named_in_any_case(mock: Museum, sent: str) -> None:
    """The token's own letters count, those of the scheme do not."""
    assert mock.ask("/exhibits", None, headers={"Authorization": sent}).status_code == 200


def test_two_tokens_are_none(mock: Museum) -> None:
    """Which of two `Authorization` headers is meant, nobody can say."""
    answer = mock.client.get("/exhibits", headers=[("Authorization", "Bearer visitor")] * 2)
    assert answer.status_code == 401


def test_who_may_only_look_may_look(mock: Museum) -> None:
    """A refusal that is shown on writes is not shown on reads."""
    assert mock.ask("/exhibits", "watched").status_code == 200


def test_a_public_operation_ignores_a_bad_token(mock: Museum) -> None:
    """What needs no token answers alike without one, with a good one and with a bad one."""
    answers = [mock.ask("/door?back=x", who).json() for who in (None, "visitor", "stranger", "lost")]
    assert all(each == answers[0] for each in answers)


def test_a_mock_may_act_as_somebody() -> None:
    """Any token, and none, then stands for that identity."""
    mock = Museum(Settings(acting_as="keeper"))
    assert [mock.ask("/depot/exhibits", who).status_code for who in (None, "visitor", "stranger")] == [200, 200, 200]


def test_a_mock_acts_as_nobody_that_is_not_there() -> None:
    """The error names those who are."""
    with pytest.raises(UnknownIdentity, match=r"no identity is called 'kepper'. Choose one of visitor, keeper,"):
        Museum(Settings(acting_as="kepper"))


def test_an_answer_is_for_one_caller(mock: Museum) -> None:
    """No cache keeps it, and it says which headers it depends on."""
    headers = mock.ask("/exhibits").headers
    assert headers["cache-control"] == "no-store"
    assert headers["vary"] == "Authorization, X-House, Origin"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("target", ["/exhibits", "/nowhere", "/", "/__media/a.png"])
def test_a_page_of_another_origin_may_read_every_answer(mock: Museum, target: str) -> None:
    """The origin is named, credentials are allowed, and the headers that can be read are named one by one."""
    headers = mock.ask(target, headers=PAGE).headers
    assert headers["access-control-allow-origin"] == "http://localhost:3000"
    assert headers["access-control-allow-credentials"] == "true"
    assert {"WWW-Authenticate", "Allow", "Location"} <= set(headers["access-control-expose-headers"].split(", "))
    assert "Origin" in headers["vary"]


def test_without_an_origin_nothing_is_allowed(mock: Museum) -> None:
    """An answer to no browser speaks of no origin, and still depends on whether there is one."""
    headers = mock.ask("/exhibits").headers
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize(("path", "allow"), [("/exhibits", "GET, HEAD, OPTIONS, POST"), ("/nowhere", None)])
def test_a_preflight_is_let_through_before_anything_else(mock: Museum, path: str, allow: str | None) -> None:
    """Without a token it is 204, names the path's methods and the asked one, and the asked headers."""
    asked = {
        **PAGE,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization, x-house",
    }
    answer = mock.ask(path, None, "OPTIONS", asked)
    assert (answer.status_code, answer.headers.get("allow")) == (204, allow)
    assert "PUT" in answer.headers["access-control-allow-methods"].split(", ")
    assert answer.headers["access-control-allow-headers"] == "authorization, x-house"
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"


def test_accept_is_ignored(mock: Museum) -> None:
    """Whatever a client says it takes, it gets JSON."""
    assert mock.ask("/exhibits", headers={"Accept": "text/html"}).headers["content-type"] == "application/json"


def test_accept_counts_where_the_policy_says_so() -> None:
    """Then what takes no JSON is refused, and what takes it, or says nothing, is answered."""
    mock = Museum(contract=with_policy({"not_acceptable": 406}))
    sent = {"text/html": 406, "application/json;q=0": 406, "*/*": 200, "text/html, application/json": 200, "": 200}
    assert {accept: mock.ask("/exhibits", headers={"Accept": accept}).status_code for accept in sent} == sent


@pytest.mark.parametrize(("rule", "status"), [(404, 404), ("same", 200), ("redirect", 308)])
def test_a_trailing_slash_is_what_the_policy_says(rule: object, status: int) -> None:
    """Another path, the same path, or one that leads there."""
    answer = Museum(contract=with_policy({"trailing_slash": rule})).ask("/exhibits/?size=1")
    assert answer.status_code == status
    assert answer.headers.get("location") == ("/exhibits?size=1" if status == 308 else None)


def test_a_redirect_leads_to_paths_of_the_contract_only() -> None:
    """A path that is unknown with and without its slash leads nowhere, to another host least of all."""
    mock = Museum(contract=with_policy({"trailing_slash": "redirect"}))
    assert mock.raw(b"//elsewhere.test/") == (404, "NO_SUCH_PATH")


def test_other_rules_of_the_policy_are_kept() -> None:
    """Unknown parameters, repeated ones, unknown names, several faults and foreign rows follow the policy."""
    values = {
        "unknown_query_parameter": "reject",
        "repeated_query_parameter": "last",
        "unknown_name": "ignore",
        "errors_reported": "first",
        "existence_hiding": 403,
        "backward_without_cursor": "reject",
        "path_type_status": 404,
        "options": 200,
    }
    mock = Museum(contract=with_policy(values))
    assert mock.ask("/exhibits?hue=1").json()["errors"][0]["loc"] == ["query", "hue"]
    assert len(mock.get("/exhibits?size=1&size=2")["rows"]) == 2
    assert set(mock.get("/exhibits?only=nose,id")["rows"][0]) == {"id"}
    assert len(mock.ask("/exhibits?size=x&back=x").json()["errors"]) == 1
    assert mock.ask(f"/exhibits/{key(9)}").status_code == 403
    assert mock.ask(f"/exhibits/{key(99)}").status_code == 404
    assert mock.ask("/exhibits?back=true").status_code == 422
    assert mock.ask("/exhibits/1").json()["code"] == "NO_SUCH_EXHIBIT"
    assert mock.ask("/exhibits", method="OPTIONS").status_code == 200


def test_a_list_may_start_over_backward() -> None:
    """Where the policy says so, backward without a cursor is the first page."""
    mock = Museum(contract=with_policy({"backward_without_cursor": "first_page"}))
    assert mock.get("/exhibits?back=true") == mock.get("/exhibits")


def test_an_order_of_checks_is_the_contracts() -> None:
    """Where a contract says so, a token is asked for before anything else of a request is looked at."""
    early = with_policy({"precedence": ("route", "method", "parameters", "authentication", "identity")})
    assert Museum(contract=early).ask("/exhibits?size=0", None).status_code == 422
    assert Museum().ask("/exhibits?size=0", None).status_code == 401


def test_what_breaks_inside_is_told_in_the_envelope_and_in_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    """A store that is gone makes a 500 with the envelope, and the traceback is in the log."""
    mock = Museum()
    with mock.client:  # the application's life, at whose end it lets go of its rows
        pass
    answer = mock.ask("/exhibits")
    body = json.loads(answer.content)
    assert (answer.status_code, body) == (500, {"code": "OURS", "message": "Our fault.", "errors": None})
    assert "Traceback" in caplog.text
