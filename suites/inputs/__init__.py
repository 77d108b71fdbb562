"""What requests are made of: values, bodies, filters and orders that make a promise bite."""

__all__: tuple[str, ...] = ()
