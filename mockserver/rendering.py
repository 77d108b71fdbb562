"""The border out: a Reply or a Refusal becomes a response of the web framework.

It writes JSON and headers, and decides neither status nor content.
"""

from starlette.responses import Response

from mockserver.answers import Answer, Refusal
from mockserver.encoding import encode
from mockserver.refusals import error_body


def render(answer: Answer, method: str, vary: str) -> Response:
    """The response of an answer.

    Args:
        answer: what is answered.
        method: of the request; HEAD has the headers of GET and no body (RFC 9110, section 9.3.2).
        vary: the request headers that an answer depends on.
    """
    body = error_body(answer) if isinstance(answer, Refusal) else answer.body
    content = b"" if body is None else encode(body)
    # What one caller is answered is no other's: no cache between keeps it.
    headers = {"Cache-Control": "no-store", "Vary": vary, "X-Content-Type-Options": "nosniff", **answer.headers}
    if body is not None:
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
    return Response(b"" if method == "HEAD" else content, answer.status, headers)
