"""What to do next, by what a run came to: its last line, which claims no more than the run shows. Pure."""

from collections.abc import Iterator

from suites.command import Command
from suites.findings.fingerprint import short
from suites.report.curl import LINES, curl, variables
from suites.result import BROKEN, UNJUDGED, UNUSABLE, Result
from suites.sending.watch import STRANGERS
from suites.verdicts import Outcome

CAP = "--max-creates"
SMOKE = "smoke"


def advice(result: Result) -> str:
    """One paragraph: the step that helps most."""
    if result.exit == UNUSABLE:
        return "The run did not come to its end: what is told above is not all."
    if result.stopped and result.stopped.startswith(STRANGERS):
        return f"Nothing was judged. {access(result.command)}"
    if result.stopped:
        return "The run was stopped: what is told above is not all. Judge again when the target is well, and slower."
    if result.exit == UNJUDGED and not result.spent:
        return _unjudged(result)
    if result.failing:
        return _findings(result)
    if result.exit == BROKEN:
        return _strict(result)
    if result.spent:
        return "The run met its bounds: what is told above is not all. What to do stands at SPENT."
    return _doubt(result) or " ".join(_held(result))


def _doubt(result: Result) -> str | None:
    """What keeps it from being said that all holds, the gravest first; None where nothing does."""
    if result.counts["INCONCLUSIVE"]:
        return _inconclusive(result)
    if result.counts["VACUOUS"]:
        return "Next: what is vacuous was asked for and met no data that shows it; give the deployment such rows."
    if result.deviations:
        return (
            "Next: a deviation breaks a rule that the contract only infers. Change the deployment, or say what is "
            "meant with --policy; --pinned makes findings of them all."
        )
    if result.counts["FLAKY"]:
        return "Next: what is flaky was broken and held when asked again; judge again."
    return None


def _held(result: Result) -> Iterator[str]:
    """What holds, and what that leaves out."""
    stale = result.standing.stale if result.standing else ()
    file = result.standing.baseline.file if result.standing else ""
    if result.known:
        yield f"What was asked for holds, but for {_counted(len(result.known), 'finding')} that {file} knows (KNOWN)."
    else:
        yield "Every promise that was asked for holds."
    if unasked := result.counts[Outcome.NOT_ASKED.value]:
        deeper = "; --profile gate asks more" if result.told.get("profile") == SMOKE else ""
        everything = sum(result.counts.values()) - result.counts[Outcome.NOT_APPLICABLE.value]
        were = "was" if unasked == 1 else "were"
        yield f"Of {_counted(everything, 'check')} {unasked:,} {were} not asked, for the reasons above{deeper}."
    if stale:
        yield f"Drop what {file} lists and no longer shows, as STALE tells."
    if result.unsaid:
        yield f"Of {_counted(result.unsaid, 'kept case')} nothing can be said, for the reasons at CORPUS."


def _strict(result: Result) -> str:
    """Why a run without a new finding fails: it is strict."""
    why = []
    if vacuous := result.counts[Outcome.VACUOUS.value]:
        why.append(f"{_counted(vacuous, 'check')} met no data (VACUOUS): give the deployment rows that show it")
    if result.standing and result.standing.stale:
        entries = _counted(len(result.standing.stale), "entry", "entries")
        why.append(f"{entries} of {result.standing.baseline.file} no longer shown: drop them as STALE tells")
    more = " The run met its bounds, too: see SPENT." if result.spent else ""
    return f"Exit 1 is of --strict. {'; '.join(why)}.{more}"


def _inconclusive(result: Result) -> str:
    count = result.counts["INCONCLUSIVE"]
    checks = f"{_counted(count, 'check')} {'is' if count == 1 else 'are'} inconclusive"
    if any(CAP in reason.text for reason in result.reasons(Outcome.INCONCLUSIVE)):
        return f"Next: {checks}: all rows that may be made are made. Raise {CAP}, or judge fewer families (--only)."
    return f"Next: {checks}, for the reasons above: judge again, slower (--rate) where the deployment was overloaded."


def _unjudged(result: Result) -> str:
    asked = any(each.outcome not in (Outcome.NOT_ASKED, Outcome.NOT_APPLICABLE) for each in result.verdicts)
    if not asked:
        told = "Nothing was judged: none of these operations could be asked."
        return told if result.command.reads or result.command.names_callers else f"{told} {access(result.command)}"
    told = "Nothing was judged: no secured operation answered 2xx."
    return f"{told} {access(result.command)}"


def access(command: Command) -> str:
    """What to do where nobody is let in, by who was said to call."""
    if command.reads:
        return "Record with a token that is let in, or name who called with --identities FILE."
    if not command.names_callers:
        return "No token was given: name who calls with --identities FILE, or --token-env VAR for one token."
    return "Check the token and its organisation (--identities, --token-env), and that the target is the right one."


def _findings(result: Result) -> str:
    finding = result.failing[0]
    first = finding.verdict
    names = sorted(set(_variables(result)))
    export = f"export {', '.join(names)}, " if names else ""
    if result.report:
        again = result.command.replayed(short(finding.fingerprint), result.report)
    else:
        again = result.command.narrowed(first.family, first.operation)
    return f"Next: {export}run a curl line above, and judge one finding again with {again}"


def _variables(result: Result) -> Iterator[str]:
    """The variables that the curl lines of the findings need."""
    breaches = (breach for finding in result.failing for breach in finding.verdict.breaches[:1])
    shown = (curl(exchange, "") for breach in breaches for exchange in breach.exchanges[:LINES])
    yield from (name for line in shown for name in variables(line))


def _counted(number: int, word: str, many: str = "") -> str:
    return f"{number:,} {word if number == 1 else many or f'{word}s'}"
