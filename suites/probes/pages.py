"""Asks for the pages that the page-level invariants judge."""

from suites.inquiry import Inquiry
from suites.subjects import largest


def ask(inquiry: Inquiry) -> None:
    """Asks for the first page, plain and as large as it comes."""
    inquiry.get()
    inquiry.get(*largest(inquiry.operation))
