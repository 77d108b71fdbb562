"""A run that pytest-xdist spreads over processes: its parts, what each comes to, and the one result of all."""

__all__: tuple[str, ...] = ()
