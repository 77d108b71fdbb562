"""What exchanges show, read without asking anything: pages, walks, rows that are known, and what departs from them."""

__all__: tuple[str, ...] = ()
