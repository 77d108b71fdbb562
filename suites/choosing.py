"""What the options of a run choose from a contract and from files: a policy, families, operations, who may call."""

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from contracts import (
    EVERY_ROLE,
    Contract,
    ContractKitError,
    Identities,
    Identity,
    Operation,
    load_identities,
    load_policy,
)

# Visible ASCII (RFC 9110, section 5.5, without blanks; RFC 6750, section 2.1, asks for less still).
SENDABLE = re.compile("[!-~]+")

ALIKE = 0.78  # how like a name must be to what was given, from 0 to 1: what merely has a path like it is not meant


class OptionError(ContractKitError):
    """An option, or a file it names, that cannot be used."""


def caller_name(variable: str) -> str:
    """The name of the identity whose token an environment variable holds."""
    return variable.removesuffix("_TOKEN").lower() or variable


def read_identities(file: Path | None, token_env: str | None, environ: Mapping[str, str]) -> Identities:
    """Who may call: those of a file, and the one whose token an environment variable holds.

    Raises:
        ContractKitError: the file, the variable or a token cannot be used.
    """
    found = load_identities(file, environ) if file else Identities()
    if token_env is not None:
        token = environ.get(token_env)
        if not token:
            raise OptionError(f"--token-env: the environment variable {token_env} is not set. Export the token in it.")
        caller = Identity(name=caller_name(token_env), token=token, roles=(EVERY_ROLE,))
        found = replace(found, default=caller.name, identities={**found.identities, caller.name: caller})
    for identity in found.identities.values():
        if not SENDABLE.fullmatch(identity.token):
            raise OptionError(
                f"the token of {identity.name} holds a blank or another character that no Authorization header takes. "
                "Give the bare token, without the word Bearer."
            )
    return found


def in_folder(option: str, file: Path) -> None:
    """Makes sure that the folder of a file is there; none is made for it.

    Raises:
        OptionError: it is not.
    """
    if not file.parent.is_dir():
        raise OptionError(f"{option}: {file}: there is no folder {file.parent}. Make it, or name a file elsewhere.")


def policied(contract: Contract, file: Path | None, pinned: bool) -> Contract:
    """A contract under the policy of a file, or with every rule pinned.

    Raises:
        PolicyError: the file cannot be used.
    """
    policy = contract.semantics.policy
    if file:
        policy = load_policy(file, policy)
    if pinned:
        policy = policy.pinning()
    return replace(contract, semantics=replace(contract.semantics, policy=policy))


def chosen(option: str, given: tuple[str, ...], allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The names that were given, or all where none was.

    Raises:
        OptionError: one of them is not allowed.
    """
    for name in given:
        if name not in allowed:
            raise OptionError(f"{option}: {name!r} is none of {', '.join(allowed)}.")
    return given or allowed


def chosen_operations(contract: Contract, option: str, names: tuple[str, ...]) -> tuple[Operation, ...]:
    """The operations of these labels or ids.

    Raises:
        OptionError: the contract has no such operation.
    """
    found: dict[str, Operation] = {}
    for name in names:
        operation = contract.operation(name)
        if operation is None:
            known = [each.label for each in contract.operations]
            near = get_close_matches(name, [*known, *(each.id for each in contract.operations)], 1, ALIKE)
            way_out = f"Did you mean {near[0]!r}?" if near else f"It has {', '.join(known[:3])}, …"
            raise OptionError(f"{option}: the contract has no {name!r}. {way_out}")
        found[operation.label] = operation
    return tuple(found.values())
