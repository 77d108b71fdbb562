"""Answers of what stands before a deployment: a proxy or a firewall that refuses odd requests in its own words. Pure.

Such an answer (class `edge`) says nothing of the contract. It is told apart, never as a finding; but a plain
request that meets HTML has met the deployment as its clients do.
"""

import re
from urllib.parse import unquote

from suites.evidence.header_fields import members
from suites.traffic import Asked, Exchange

MARKS = (
    "cf-ray",
    "via",
    "x-amz-cf-id",
    "x-amzn-waf-action",
    "x-cache",
    "x-iinfo",
    "x-sucuri-id",
)
SERVERS = re.compile(
    r"nginx|openresty|cloudflare|awselb|cloudfront|akamai|varnish|haproxy|traefik|envoy|apache|squid|imperva|sucuri|"
    r"fastly|microsoft-iis|big-?ip|caddy|kong|istio",
    re.IGNORECASE,
)
# Statuses that HTTP itself gives for what was asked: the envelope is due with them, whoever answers.
OWN = (405, 413, 414, 431)
LONG = 1024  # characters of a target, or of a header, that a firewall may find too many
ODD = re.compile(r"[\x00-\x1f\x7f-\uffff\U00010000-\U0010ffff\"'<>\\;`{}|^]|\.\./|//|/\./|--|%[0-9A-Fa-f]{2}")


def is_edge(exchange: Exchange) -> bool:
    """Whether somebody before the deployment answered an odd request."""
    if exchange.status is None or exchange.status < 400 or exchange.status in OWN:
        return False
    return (is_foreign(exchange) or is_unparsed(exchange)) and is_odd(exchange.asked)


def is_unparsed(exchange: Exchange) -> bool:
    """Whether the HTTP parser below the deployment gave up: a plain 400 that ends the connection."""
    return (
        exchange.status == 400
        and "close" in members(exchange, "connection")
        and exchange.media_type in ("", "text/plain")
    )


def is_foreign(exchange: Exchange) -> bool:
    """Whether an answer is a page of HTML that bears the mark of a proxy."""
    marked = any(exchange.header(name) for name in MARKS) or SERVERS.search(exchange.header("server") or "")
    return exchange.media_type == "text/html" and bool(marked)


def is_odd(asked: Asked) -> bool:
    """Whether a request is one that no ordinary client sends."""
    texts = [unquote(asked.target), *(value for name, value in asked.headers if name.lower() != "authorization")]
    long = any(len(text) > LONG for text in (asked.target, *texts))
    unusual = asked.method not in ("GET", "HEAD", "OPTIONS", "POST")
    return long or unusual or any(ODD.search(text) for text in texts)
