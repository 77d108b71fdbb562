"""The family `status`, what a request is held against: the same request without what is odd about it, and its answer.

Pure: from a trace alone.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from suites.evidence.proxies import is_edge
from suites.expectations import Fault, foretell, read_json
from suites.traffic import Exchange, Trace
from suites.verdicts import Breach, Rules

DIGITS = re.compile(r"[0-9]+")


def settled(trace: Trace) -> list[Exchange]:
    """The operation's exchanges that say something of what was sent: neither of the network nor of what is accepted."""
    kept = trace.contract.semantics.policy["not_acceptable"] == 406
    known = (each for each in trace.own if not each.noisy and not is_edge(each) and (each.status or 0) < 500)
    return [each for each in known if each.status != 406 or not (kept or each.asked.header("accept"))]


def succeeded(exchange: Exchange) -> bool:
    """Whether a request was answered 2xx."""
    return exchange.status is not None and 200 <= exchange.status < 300


def baseline(trace: Trace, exchange: Exchange, names: set[str], present: bool = False) -> Exchange | None:
    """A 2xx to the same request without some parameters; None where there was none, or size may matter.

    Args:
        present: whether it may have them, with other values.
    """
    if any(doubt.stage in ("size", "route") for doubt in foretell(trace, exchange).doubts):
        return None
    query = [pair for pair in exchange.asked.query if pair[0] not in names]
    for each in trace.own:
        other = [pair for pair in each.asked.query if not (present and pair[0] in names)]
        alike = each.asked.method == exchange.asked.method and each.asked.path == exchange.asked.path
        same = other == query and each.asked.headers == exchange.asked.headers
        if alike and same and succeeded(each) and sketch(each) == sketch(exchange):
            return each
    return None


def sketch(exchange: Exchange) -> str | None:
    """A request's body as far as two fresh bodies of one kind are alike: the digits of its texts count for nothing."""
    if exchange.asked.body is None:
        return None
    found = read_json(exchange.asked.body).value
    return repr(exchange.asked.body) if found is None else json.dumps(plain(found[0]), sort_keys=True, default=str)


def plain(value: Any) -> Any:
    """A JSON value, the digits of its texts counting for nothing."""
    if isinstance(value, str):
        return DIGITS.sub("0", value)
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def sent_body(exchange: Exchange) -> Mapping[str, Any]:
    """The properties of a request's JSON body; none where it is no object."""
    found = read_json(exchange.asked.body).value if exchange.asked.body else None
    return found[0] if found and isinstance(found[0], Mapping) else {}


def wrong(exchange: Exchange, fault: Fault, how: str, rules: Rules | None = None) -> Breach:
    """A request whose one fault was not answered as one."""
    message = f"{fault.loc[-1]} {how} is answered {exchange.status}; {fault.statuses[0]} is due."
    return Breach(message, (exchange,), rules, about=fault.loc)
