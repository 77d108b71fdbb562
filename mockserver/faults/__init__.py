"""Named ways to break the contract on purpose, and named ways to keep it that look different.

Each is a few lines at one seam of `parts.py`; the sound mock knows none of them.
"""

from mockserver.faults.errors import UnknownFault
from mockserver.faults.fault import Fault, Unshown, Variant
from mockserver.faults.registry import FAULTS, VARIANTS, assemble, find
from mockserver.faults.unshown import UNSHOWN

__all__ = ["FAULTS", "Fault", "UNSHOWN", "UnknownFault", "Unshown", "VARIANTS", "Variant", "assemble", "find"]
