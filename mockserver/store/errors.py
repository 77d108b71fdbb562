"""The store's one error; what the database library raises for rows ends in it.

ContractKitError
└── StoreError
"""

from contracts import ContractKitError


class StoreError(ContractKitError):
    """A row that cannot be kept; str() is one line that names its resource, its place and the way out."""
