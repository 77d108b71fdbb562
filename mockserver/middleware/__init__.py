"""What happens around every answer: one concern, one file."""

from mockserver.middleware.cors import Cors
from mockserver.middleware.request_log import RequestLog, note

__all__ = ["Cors", "RequestLog", "note"]
