"""Sends what a run asks, within its budget, its pace and its safety, and keeps its secrets."""

__all__: tuple[str, ...] = ()
