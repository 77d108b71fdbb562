"""Front door for pytest: the suites' options, each with the prefix `--contract-`, and the `mock_server` pytest fixture.

pytest --pyargs suites --contract-target http://127.0.0.1:4010 --contract-identities identities.json
"""

import os
from collections.abc import Iterator

import pytest

from contracts import ContractKitError, load_contract
from fixtures import load_catalogue
from mockserver import MockServer
from suites import OPTIONS, Options, SuitesPlugin, actions, plugin_of, prepare


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--contract-target` and one option for each row of the suites' table."""
    group = parser.getgroup("contractkit", "contractkit: judge a deployment by its contract")
    group.addoption("--contract-target", metavar="URL", help="the deployment to judge")
    for option in OPTIONS:
        name = _flag(option.name)
        if option.kind is bool:
            group.addoption(name, action="store_true", default=None, help=option.help)
        elif option.many:
            group.addoption(name, action="append", type=option.kind, help=option.help)
        else:
            group.addoption(name, type=option.kind, help=option.help)


def pytest_configure(config: pytest.Config) -> None:
    """Registers the suites' marker, and prepares the run where a target is named."""
    config.addinivalue_line("markers", "contract_family(name): the family of invariants a test function judges")
    if config.pluginmanager.get_plugin("contractkit-suites"):
        return
    target = config.getoption("--contract-target")
    plugin = SuitesPlugin(None)
    if target:
        options = Options.of(target, {option.name: config.getoption(_flag(option.name)) for option in OPTIONS})
        try:
            run = prepare(options)
        except ContractKitError as error:
            raise pytest.UsageError(f"contractkit: {error}") from None
        plugin = plugin_of(run, options)
    config.pluginmanager.register(plugin, "contractkit-suites")
    for each in actions(plugin, os.environ):
        config.pluginmanager.register(each, "contractkit-actions")


@pytest.fixture(scope="session")
def mock_server() -> Iterator[str]:
    """The address of a mock of the bundled contract that runs as long as the test session."""
    contract = load_contract()
    with MockServer.of(contract, load_catalogue(contract)) as url:
        yield url


def _flag(name: str) -> str:
    return f"--contract-{name}"
