"""What an error tells of the machine behind it: a table of detectors, each a pattern with a name. Pure.

tests/suites/test_leaks.py holds, for each detector, texts that it must find and texts that it must leave.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suites.evidence.echoes import sent_texts, without_echo
from suites.traffic import Asked


def _any(*patterns: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)


LEAKS: Mapping[str, re.Pattern[str]] = {
    "a Python stack trace": _any(
        r"Traceback \(most recent call last\)",
        r"\.py\\?[\"'], line \d+",
        r"File \\?\"[^\"\n]+\.py",
    ),
    "a Java stack trace": _any(
        r"\bat [\w$.]+\.[\w$<>]+\((?:\w+\.(?:java|kt|scala)(?::\d+)?|Native Method|Unknown Source)\)",
    ),
    "a JavaScript stack trace": _any(
        r"\bat (?:async )?[\w$.<> \[\]]{0,200}\(?(?:file://|/|[A-Z]:\\)[^\s()]+\.[cm]?[jt]sx?:\d+:\d+",
    ),
    "a Go stack trace": _any(r"\bgoroutine \d+ \[", r"\bpanic: ", r"\.go:\d+ \+0x[0-9a-f]+", r"\bruntime error: "),
    "a .NET stack trace": _any(
        r"\bat [\w.`<>]+\([^)]*\) in [^\s]+\.(?:cs|vb|fs):line \d+", r"\bSystem\.\w+(?:\.\w+)*Exception"
    ),
    "a Ruby or PHP stack trace": _any(
        r"\.rb:\d+:in [`']", r"PHP (?:Fatal|Parse) error", r"Stack trace:\s*#0", r"\.php(?: on line |:)\d+"
    ),
    "SQL": _any(
        r"\bSELECT\b[^.;]{1,400}?\bFROM\s+[\"`\w]+",
        r"\bINSERT INTO\s+[\"`\w.]+\s*\(",
        r"\bUPDATE\s+[\"`\w.]+\s+SET\s+[\"`\w]+\s*=",
        r"\bDELETE FROM\s+[\"`\w]+",
        r"\bWHERE\s+[\"`\w.]+\s*=\s*(?:\$\d|%s|\?|:\w+|'[^']*')",
        r"\[SQL: ",
    ),
    "a database": _any(
        r"psycopg\d?|asyncpg|pymysql|\bsqlalchemy\b|sqlite3?\.\w*Error|redis\.exceptions|\bprisma\.",
        r"SQLITE_[A-Z]{4,}|\bORA-\d{5}\b|SQLSTATE|MySQLSyntax|PG::\w+Error|PSQLException",
        r"ActiveRecord::|MongoServerError|E11000 duplicate",
        r"duplicate key value violates|violates (?:foreign key|unique|not-null|check) constraint",
        r"relation \\?\"\w+\\?\" does not exist",
        flags=re.IGNORECASE,
    ),
    "a class of the framework": _any(
        r"\b(?:java|javax|jakarta|kotlin)\.(?:lang|util|io|sql|net|persistence|servlet)\.",
        r"\borg\.(?:springframework|hibernate|apache|postgresql)\.|\bcom\.(?:fasterxml|mysql|zaxxer|sun)\.",
        r"\bpydantic(?:_core)?\.|\bstarlette\.|\bfastapi\.|\bdjango\.(?:core|db|http)|\brest_framework\.",
        r"<class '|\bobject at 0x[0-9a-f]{6,}",
        r"\b\w+(?:\.\w+){2,}(?:Error|Exception)\b",
    ),
    "a path of the server": _any(
        r"(?<![\w:/.])/(?:usr|home|var|opt|srv|etc|root|tmp|private|Users)/[\w.@-]+(?:/[\w.@-]+)+",
        r"(?<![\w:/.])/(?:app|code|workspace|build)/[\w./@-]+\.(?:py|[cm]?[jt]s|rb|go|java|php|cs|sql|conf|ya?ml)\b",
        r"\b[A-Z]:\\\\?(?:[\w .-]+\\\\?)+",
        r"\bsite-packages\b|\bnode_modules/|/dist-packages/|\.(?:py|rb|go|ts|java):\d+\b",
    ),
    "an internal host": _any(
        r"(?<![\d.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?![\d.])",
        r"(?:(?:://|@)[\w.-]+|\b[\w-]+\.[\w-]+)\.(?:internal|svc\.cluster\.local|corp|intranet|lan)\b(?!-)",
    ),
    "an environment variable": _any(
        r"\b(?:DATABASE_URL|PGPASSWORD|SECRET_KEY|[A-Z][A-Z0-9_]*_(?:SECRET|PASSWORD|SECRET_KEY|API_KEY|ACCESS_KEY|DSN))\s*[=:]",
    ),
    "a credential": _any(
        r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.",
        r"\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bsk_live_[A-Za-z0-9]{8,}",
        r"-----BEGIN [A-Z ]*PRIVATE KEY",
        r"\b[a-z][a-z0-9+]*://[^\s:/@]+:[^\s/@]+@",
    ),
}

# What a message holds where nobody filled in its template.
ARTEFACTS: Mapping[str, re.Pattern[str]] = {
    "an empty place": _any(
        r"(?<![/\w])\{\w*\}|\$\{\w+\}|\{\{\s*\w+\s*\}\}", r"(?<![\d%])%(?:\(\w+\))?[sd](?!\w)|%!\w\(|<no value>"
    ),
    "an object": _any(r"\[object \w+\]|<[\w.]+ object at 0x|<function \w+"),
    "a value that is none": _any(
        r"(?<=[\s:('\"])None(?=[.,;:)'\"]|$)|(?<=[:('\"])\s*undefined(?=[.,;:)'\"]|$)|\bNaN\b|\(null\)"
    ),
}


@dataclass(frozen=True, slots=True)
class Leak:
    """What was found: the detector's name, and the text that it found."""

    what: str
    text: str


def find(text: str, table: Mapping[str, re.Pattern[str]] = LEAKS) -> Leak | None:
    """The first thing of a table that a text holds; None where it holds none."""
    return next(_found(text, table), None)


def find_own(text: str, asked: Asked, table: Mapping[str, re.Pattern[str]] = LEAKS) -> Leak | None:
    """The first thing of a table that a response's text holds of its own: what its request carried is none."""
    if find(text, table) is None:
        return None
    sent = sent_texts(asked)
    found = _found(without_echo(text, asked), table)
    return next((leak for leak in found if not any(leak.text.strip() in each for each in sent)), None)


def _found(text: str, table: Mapping[str, re.Pattern[str]]) -> Iterator[Leak]:
    for what, pattern in table.items():
        for hit in pattern.finditer(text):
            yield Leak(what, hit[0])


def texts_of(document: Any) -> tuple[str, ...]:
    """Every text of a JSON value that stands as a value, in order."""
    if isinstance(document, str):
        return (document,)
    if isinstance(document, Mapping):
        return tuple(text for value in document.values() for text in texts_of(value))
    return tuple(text for value in document for text in texts_of(value)) if isinstance(document, list) else ()
