"""Images for rows whose own are elsewhere: drawn from a name, always the same, as large as a name is telling.

A picture holds nothing of a name but letters, digits and blanks.
"""

import re
from hashlib import sha256
from typing import Final
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

MEDIA: Final = "/__media/"
_LONGEST: Final = 200  # characters of a name
_LABEL: Final = 32  # characters that fit across the picture
_WIDTH, _HEIGHT = 800, 600

_PICTURE: Final = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" role="img" aria-label="{label}">
<defs><linearGradient id="sky" gradientTransform="rotate({angle} .5 .5)">
<stop offset="0" stop-color="hsl({hue} 70% 62%)"/><stop offset="1" stop-color="hsl({other} 75% 38%)"/>
</linearGradient></defs>
<rect width="100%" height="100%" fill="url(#sky)"/>
<circle cx="{x}" cy="{y}" r="{r}" fill="hsl({other} 80% 85%)" fill-opacity=".35"/>
<circle cx="{y}" cy="{x}" r="{s}" fill="hsl({hue} 80% 20%)" fill-opacity=".18"/>
<text x="50%" y="50%" fill="#fff" font-family="system-ui, sans-serif" font-size="44" font-weight="600" \
text-anchor="middle" dominant-baseline="middle">{label}</text>
</svg>
"""


async def media(request: Request) -> Response:
    """The picture of a name: SVG, whatever kind of file the name tells of."""
    name = request.path_params["name"]
    if not name or len(name) > _LONGEST:
        return PlainTextResponse(f"A name has 1 to {_LONGEST} characters.", 404)
    headers = {
        "Cache-Control": "public, max-age=86400, immutable",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(draw(name), media_type="image/svg+xml", headers=headers)


def draw(name: str) -> str:
    """The SVG of a name."""
    dice = sha256(name.encode("utf-8", "replace")).digest()
    hue = dice[0] * 360 // 256
    return _PICTURE.format(
        width=_WIDTH,
        height=_HEIGHT,
        label=escape(label(name), {'"': "&quot;"}),
        angle=dice[1] * 360 // 256,
        hue=hue,
        other=(hue + 30 + dice[2] % 120) % 360,
        x=_WIDTH * dice[3] // 256,
        y=_HEIGHT * dice[4] // 256,
        r=120 + dice[5],
        s=60 + dice[6] // 2,
    )


def label(name: str) -> str:
    """What a picture says: the file's name without its suffix, its words apart, cut where it is long."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}\Z", "", name.rpartition("/")[2])
    words = re.sub(r"[\W_]+", " ", stem).strip()
    cut = words if len(words) <= _LABEL else f"{words[: _LABEL - 1]}…"
    return cut[:1].upper() + cut[1:]
