"""The store's errors; what the database library raises ends in one of them.

ContractKitError
└── StoreError             a row that cannot be kept, or a database that cannot be had
    ├── Unreachable        a database that does not answer, or not with what it was asked
    │   └── Locked         one that somebody else holds for longer than is waited
    ├── ForeignState       a database that holds the state of another contract, or something else
    └── Clash              a row that another one leaves no place for
"""

from contracts import ContractKitError


class StoreError(ContractKitError):
    """What cannot be kept; str() is one line that names its place and the way out."""


class Unreachable(StoreError):
    """A database that does not answer, or not with what it was asked."""


class Locked(Unreachable):
    """A database that somebody else holds for longer than is waited; the same may do later."""


class ForeignState(StoreError):
    """A database that is left as it is, for what it holds is not this mock's."""


class Clash(StoreError):
    """A row that shares its key, or all of a unique group, with another one."""
