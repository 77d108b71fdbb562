"""How a process of a spread run tells what it has come to: one file each, a parcel after each verdict.

What was sent is there to be read whatever becomes of the sender; a parcel that was cut short is none.
"""

import io
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts import Contract, Operation
from suites.spread.account import Account, total

# What a parcel that is cut short, or not yet whole, is read with.
CUT_SHORT = (EOFError, pickle.UnpicklingError)


class Parcels:
    """The file of one process.

    Args:
        folder: the run's own, which nobody else may write to.
        number: of the process' part.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self.path = folder / f"{number}.parcels"
        self._sent = Account()

    def send(self, account: Account) -> int:
        """Appends what has come to an account since the last time; returns the file's length in bytes."""
        with self.path.open("ab") as file:
            _Packer(file).dump(account.since(self._sent))
            self._sent = account
            return file.tell()

    def read(self, contract: Contract, length: int | None = None) -> Account:
        """All that was sent; nothing where nothing was.

        Args:
            contract: whose operations the exchanges name.
            length: bytes of the file that are read; None for all.
        """
        data = self.path.read_bytes()[:length] if self.path.exists() else b""
        parcels = tuple(_parcels(io.BytesIO(data), contract))
        ended = any(each.ended for each in parcels)
        found = total(parcels)
        return Account(found.verdicts, found.exchanges, found.entries, found.errors, found.spent, found.stopped, ended)


def _parcels(file: io.BytesIO, contract: Contract) -> Iterator[Account]:
    while True:
        try:
            yield _Unpacker(file, contract).load()
        except CUT_SHORT:
            return


class _Packer(pickle.Pickler):
    """Names an operation by its label: the contract is at hand on either side."""

    def persistent_id(self, obj: Any) -> str | None:
        return obj.label if isinstance(obj, Operation) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, contract: Contract) -> None:
        super().__init__(file)
        self._contract = contract

    def persistent_load(self, pid: Any) -> Operation:
        operation = self._contract.operation(pid)
        if operation is None:
            raise pickle.UnpicklingError(f"no operation {pid}")
        return operation
