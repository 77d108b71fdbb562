"""Runs the command: `python -m contractkit`."""

from contractkit import main

main()
