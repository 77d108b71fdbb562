"""What the detectors find and what they leave: for each one texts of real failures, and texts that look alike."""

from collections.abc import Mapping

import pytest

from suites.evidence.leaks import ARTEFACTS, LEAKS, find, find_own, texts_of
from suites.traffic import Asked

FOUND: Mapping[str, tuple[str, ...]] = {
    "a Python stack trace": (
        "Traceback (most recent call last):\n  ...",
        'File "/x/app.py", line 12, in read',
        "raised in 'app.py', line 7",
    ),
    "a Java stack trace": (
        "\tat com.acme.books.Shelf.read(Shelf.java:42)",
        "at jdk.internal.Loader.call(Native Method)",
    ),
    "a JavaScript stack trace": (
        "    at Object.read (/srv/api/books.js:12:7)",
        "at async handler (file:///x/y.mjs:3:1)",
    ),
    "a Go stack trace": ("goroutine 12 [running]:", "panic: nil map", "runtime error: index out of range [3]"),
    "a .NET stack trace": (
        "at Books.Shelf.Read(String id) in C:\\src\\Shelf.cs:line 12",
        "System.NullReferenceException: Object reference",
    ),
    "a Ruby or PHP stack trace": (
        "books.rb:12:in `read'",
        "PHP Fatal error: Uncaught",
        "Error in index.php on line 7",
    ),
    "SQL": (
        "SELECT id, title FROM books WHERE 1",
        'INSERT INTO "books" (id)',
        "UPDATE books SET title = 'x'",
        "[SQL: select 1]",
        "near WHERE id = $1",
    ),
    "a database": (
        "psycopg2 says no",
        "ORA-00942: table missing",
        "SQLSTATE[42S02]",
        'relation "books" does not exist',
        "duplicate key value violates unique constraint",
    ),
    "a class of the framework": (
        "java.lang.IllegalStateException",
        "org.springframework.web: no",
        "pydantic_core.ValidationError",
        "<class 'ValueError'>",
        "requests.exceptions.ConnectionError",
    ),
    "a path of the server": (
        "cannot open /usr/lib/python3/site.cfg",
        "/app/books/api.py is broken",
        "C:\\inetpub\\wwwroot\\",
        "in node_modules/express",
    ),
    "an internal host": (
        "cannot reach 10.12.0.7",
        "no route to 192.168.1.4:5432",
        "http://books.internal refused",
        "db.prod.svc.cluster.local",
    ),
    "an environment variable": ("DATABASE_URL=x is wrong", "BOOKS_API_KEY: missing"),
    "a credential": (
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x",
        "postgres://books:secret@db/books",
        "-----BEGIN RSA PRIVATE KEY",
    ),
}

LEFT: tuple[str, ...] = (
    "The request breaks its schema.",
    "limit must be at most 500",
    "expected a comparison such as field:value, found 'select from where'",
    "Please select a plan from the list.",
    "Update your card at https://books.example/home/settings/billing.",
    "Visit /app/settings/billing to add a card.",
    "The database is being maintained; try again at 10:12.",
    "No such path: /v1/models/{id}",
    "Version 10.2.1 is required.",
    "At most 3 keys (asc or desc).",
    "2026-04-01T10:12:00Z is before 2026-04-01",
    "The file books.pyx was not found",
    "ValidationError",
    "error.internal",
    "rows.find.failed",
    "It is 50% done.",
)

UNFILLED: Mapping[str, tuple[str, ...]] = {
    "an empty place": ("{0} cannot be found", "No {name} here", "Unknown field {}", "%s is no date", "${field} is bad"),
    "an object": ("[object Object] is bad", "<Shelf object at 0x7f2b>"),
    "a value that is none": ("expected a text, got None", "cannot read (null)", "got NaN", "limit: undefined"),
}
FILLED = (
    "None of the fields is known.",
    "There is no path /v1/books/{id}",
    "Undefined fields are refused.",
    "A discount of 20%.",
    "nothing",
)


@pytest.mark.parametrize("what", sorted(LEAKS))
def test_a_detector_finds_its_leaks(what: str) -> None:
    """Each detector finds its own kind in texts of real failures."""
    assert [text for text in FOUND[what] if not LEAKS[what].search(text)] == []


def test_what_leaks_nothing_is_left() -> None:
    """Messages that an API may well write hold no leak."""
    assert {text: leak for text in LEFT if (leak := find(text))} == {}


@pytest.mark.parametrize("what", sorted(ARTEFACTS))
def test_an_unfilled_template_is_seen(what: str) -> None:
    """Each kind of unfilled place is found."""
    assert [text for text in UNFILLED[what] if not ARTEFACTS[what].search(text)] == []


def test_a_filled_template_is_left() -> None:
    """Ordinary sentences hold no unfilled place."""
    assert {text: hit for text in FILLED if (hit := find(text, ARTEFACTS))} == {}


@pytest.mark.parametrize(
    "message",
    [
        "cannot read SELECT id FROM books",
        "found 'SELECT id FROM books' near \"FROM\"",
        'cannot read "SELECT id FROM books; --"',
    ],
)
def test_our_own_text_is_no_leak(message: str) -> None:
    """What a response repeats of its request tells nothing of the deployment."""
    asked = Asked("GET", "/v1/books?q=SELECT%20id%20FROM%20books%3B%20--")
    assert find(message)
    assert find_own(message, asked) is None
    assert find_own(f"{message} in db.prod.svc.cluster.local", asked)


def test_texts_are_taken_from_a_document() -> None:
    """Every text that stands as a value is searched, names are not."""
    assert texts_of({"a": ["x", {"b": "y"}], "c": 1, "d": None}) == ("x", "y")
