"""Signed URLs: the same row and seed give the same one, for as long as the mock's clock stands still."""

import hmac
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from contracts import Signing


def sign(url: Any, signing: Signing, secret: bytes, instant: datetime) -> Any:
    """A URL with a signature in its query; what is no URL stays as it is.

    Args:
        url: the URL, or null.
        signing: the names of what is added, and how long it is good for.
        secret: what it is signed with.
        instant: when it is signed, in UTC.
    """
    if not isinstance(url, str):
        return url
    told = {
        signing.names["date"]: f"{instant:%Y%m%dT%H%M%SZ}",
        signing.names["expires"]: str(signing.lifetime),
    }
    base, hash_, fragment = url.partition("#")
    unsigned = f"{base}{'&' if '?' in base else '?'}{urlencode(told)}"
    signature = hmac.new(secret, unsigned.encode("utf-8", "surrogatepass"), "sha256").hexdigest()
    return f"{unsigned}&{urlencode({signing.names['signature']: signature})}{hash_}{fragment}"
