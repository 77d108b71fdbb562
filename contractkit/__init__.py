"""Front door: the command `contractkit`. It parses, calls, prints and exits; it decides nothing."""

# First, for it heeds Ctrl-C while the rest is loaded.
import contractkit.interruption  # noqa: F401  # isort: skip
from contractkit.command import app, main

__all__ = ["app", "main"]
