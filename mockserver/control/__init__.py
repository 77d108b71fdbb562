"""The control API: a mock set to a known state between tests, by its own OpenAPI document under `/__admin`."""

from mockserver.control.document import PREFIX, control_contract, is_control, stands_aside
from mockserver.control.endpoint import ControlEndpoint
from mockserver.control.exchange import Exchange

__all__ = ["ControlEndpoint", "Exchange", "PREFIX", "control_contract", "is_control", "stands_aside"]
