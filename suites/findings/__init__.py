"""Findings from run to run: what one is known by, who answers for it, and what it takes to ask for it anew."""

__all__: tuple[str, ...] = ()
