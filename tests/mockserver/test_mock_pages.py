"""The mock's own pages: where to start, the contract, images, and consent."""

from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest

from mockserver.pages.media import draw, label
from tests.mockserver.museum import Museum, key


@pytest.fixture(scope="module")
def mock() -> Museum:
    """One mock: reading changes nothing."""
    return Museum()


class Elements(HTMLParser):
    """The tags of a page, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_the_first_page_shows_requests_that_are_answered(mock: Museum) -> None:
    """Every line to copy names a real token and real ids, and its URL is answered 200."""
    html = mock.client.get("/").text
    lines = [unescape(line.partition("</pre>")[0]) for line in html.split("<pre>")[1:]]
    assert len(lines) == 6
    for line in lines:
        url = line.rpartition(" ")[2].strip("'")
        target = url.removeprefix("http://127.0.0.1:4010")
        who = line.partition("Bearer ")[2].partition("'")[0] or None
        assert mock.ask(target, who).status_code == 200, line


def test_the_first_page_names_who_may_call_and_groups_by_tag(mock: Museum) -> None:
    """Tokens and what they show stand in a table, operations under their tags."""
    html = mock.client.get("/").text
    for text in ("visitor", "TICKET_LOST", "<h2>Rooms</h2>", "<h2>Exhibits</h2>", "<h2>Operations</h2>", key(1)):
        assert text in html


def test_the_document_is_served_with_its_meaning_and_without_servers(mock: Museum) -> None:
    """The kit's own words are in it, and no other server is."""
    document = mock.client.get("/openapi.json").json()
    assert document["x-listing"]["items"] == "rows"
    assert "servers" not in document


def test_pages_are_read_only(mock: Museum) -> None:
    """Another method than GET on a page is answered in the envelope."""
    answer = mock.ask("/", method="POST")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "NO_SUCH_METHOD", "GET, HEAD")
    assert mock.ask("/", method="HEAD").status_code == 200


@pytest.mark.parametrize(
    "name", ["old_vase.webp", "a/b/c.png", "<script>alert(1)</script>", "\"'&<>\x00\ud800", "%", "ü.gif"]
)
def test_an_image_is_drawn_from_its_name(mock: Museum, name: str) -> None:
    """It is well-formed SVG, always the same, and nothing of the name is markup."""
    picture = draw(name)
    assert draw(name) == picture
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(picture).iter()}  # noqa: S314  # ours
    assert tags == {"svg", "defs", "linearGradient", "stop", "rect", "circle", "text"}


def test_images_are_served_to_be_kept(mock: Museum) -> None:
    """A picture may be cached and shown on any page; a name that is too long, or none, is no picture."""
    answer = mock.client.get("/__media/perfume-bottle-thumb.webp?anything=1")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "public, max-age=86400, immutable"
    assert "Perfume bottle thumb" in answer.text
    assert "<script" not in mock.client.get(f"/__media/{quote('<script>alert(1)</script>')}").text
    assert mock.client.get("/__media/").status_code == 404
    assert mock.client.get(f"/__media/{'a' * 201}").status_code == 404


def test_a_label_is_words() -> None:
    """No suffix, no folder, no sign, and no more than fits."""
    assert [label(name) for name in ("a/b/old_vase.webp", "x" * 50, "--", ".hidden")] == [
        "Old vase",
        "X" + "x" * 30 + "…",
        "",
        "Hidden",
    ]


def consent(mock: Museum, target: str, state: str = "s&1") -> tuple[int, list[str], list[str], str]:
    """Status, links, tags and text of the consent page."""
    answer = mock.client.get("/__oauth/consent", params={"redirect_uri": target, "state": state})
    elements = Elements(answer.text)
    return answer.status_code, elements.links, elements.tags, answer.text


def test_consent_leads_back_with_a_code_and_the_state(mock: Museum) -> None:
    """One link has a code, the other an error, both the state, and what the address held already."""
    status, links, _, _ = consent(mock, "https://app.test/in?a=1#top")
    agree, refuse = (urlsplit(link) for link in links)
    told = parse_qs(agree.query)
    assert (status, agree.netloc, agree.path, agree.fragment) == (200, "app.test", "/in", "top")
    assert (told["a"], told["state"], len(told["code"][0])) == (["1"], ["s&1"], 32)
    assert parse_qs(refuse.query) == {"a": ["1"], "state": ["s&1"], "error": ["access_denied"]}
    assert consent(mock, "https://app.test/in?a=1#top")[1] == links


@pytest.mark.parametrize(
    "target",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//app.test",
        "http:",
        "http://[",
        "https:app",
        "/in",
        " ",
        "http://a\nb",
    ],
)
def test_consent_leads_to_the_web_only(mock: Museum, target: str) -> None:
    """What is no http or https address becomes no link."""
    status, links, _, _ = consent(mock, target)
    assert (status, links) == (400, [])


def test_consent_repeats_nothing_as_markup(mock: Museum) -> None:
    """An address and a state that hold markup are shown as texts."""
    for target in ('https://app.test/"><script>alert(1)</script>', "<script>alert(1)</script>"):
        _, _, tags, text = consent(mock, target, "<script>\"'")
        assert "script" not in tags
        assert "<script" not in text
