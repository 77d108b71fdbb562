"""Front door: the command `contractkit`. It parses, calls, prints and exits; it decides nothing."""

from contractkit.command import app, main

__all__ = ["app", "main"]
