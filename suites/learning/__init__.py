"""Asks a deployment how it answers the questions that specifications leave open, and writes its policy down."""

from suites.learning.asking import Learned, learn_policy
from suites.learning.writing import policy_text

__all__ = ["Learned", "learn_policy", "policy_text"]
