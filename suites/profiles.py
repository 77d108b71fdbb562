"""How much a run asks: three profiles as a table that probes read from the inquiry. Pure.

What a profile leaves out is NOT_ASKED and says so; no profile makes a promise lighter.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Tiers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One row of the table.

    Args:
        name: as `--profile` takes it.
        requests: the budget, unless the run is told another.
        tiers: invariants of these tiers are judged (docs/invariants.md).
        plain: whether an operation is asked a handful of plain requests and every promise about any response is held
            against them, in place of what each family asks.
        valid, invalid: requests that Schemathesis' fuzzing phase draws for one operation, at most; one of each is sent
            where not every alternative is asked.
        invalid_writes: invalid requests of an operation that writes, at most.
        every: whether an operation is asked all of a probe's alternatives, or a few, spread so that the operations
            of a kind ask all of them between them (`Inquiry.some`).
    """

    name: str
    requests: int
    tiers: Tiers
    plain: bool
    valid: int
    invalid: int
    invalid_writes: int
    every: bool

    def leaves_out(self, tier: str, scope: str, name: str) -> str | None:
        """Why an invariant is not judged in this profile; None where it is."""
        judged = tier in self.tiers and (not self.plain or scope == "run" or name in PLAINLY)
        return None if judged else f"not in profile {self.name}"


# What a handful of plain requests shows beside the promises about any response.
PLAINLY = ("CF-01",)
EVERY_TIER: Tiers = ("T0", "T1", "T2", "T3", "T4")

PROFILES: Mapping[str, Profile] = {
    each.name: each
    for each in (
        Profile("smoke", 200, ("T0", "T1"), True, 0, 0, 0, False),
        Profile("gate", 4_000, EVERY_TIER, False, 3, 3, 40, False),
        Profile("deep", 100_000, EVERY_TIER, False, 100, 100, 300, True),
    )
}
GATE = PROFILES["gate"]
