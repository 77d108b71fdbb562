"""Front door for pytest: the suites' options, each with the prefix `--contract-`, and the `mock_server` pytest fixture.

pytest --pyargs suites --contract-target http://127.0.0.1:4010 --contract-identities identities.json
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts import ContractKitError, load_contract
from fixtures import load_catalogue
from mockserver import MockServer
from suites import (
    NAME,
    OPTIONS,
    SCHEDULING,
    Controller,
    Options,
    Part,
    Run,
    SuitesPlugin,
    Worker,
    actions,
    given,
    part_of,
    plugin_of,
    prefixed,
    prepare,
    refuse_unsound,
)


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
    """Registers the suites, and prepares the run where a target is named."""
    if config.pluginmanager.get_plugin(NAME):
        return
    target = config.getoption("--contract-target")
    if not target:
        config.pluginmanager.register(SuitesPlugin(None), NAME)
        return
    options = Options.of(target, {option.name: config.getoption(_flag(option.name)) for option in OPTIONS})
    told = given(config)
    if told is not None:
        _join(config, options, told)
        return
    spreads = config.pluginmanager.has_plugin("xdist")
    if spreads:
        refuse_unsound(config)
    run = _prepared(options)
    plugin = plugin_of(run, options)
    config.pluginmanager.register(plugin, NAME)
    if spreads:
        config.pluginmanager.register(Controller(plugin, run.examination), "contractkit-controller")
        config.pluginmanager.import_plugin(SCHEDULING)
    for each in actions(plugin, os.environ):
        config.pluginmanager.register(each, "contractkit-actions")


def _join(config: pytest.Config, options: Options, told: Mapping[str, Any]) -> None:
    """Has a worker of pytest-xdist judge its part."""
    part = part_of(told)
    run = _prepared(replace(options, tag=told["tag"], record=None), part)
    plugin = plugin_of(run, options)
    config.pluginmanager.register(plugin, NAME)
    config.pluginmanager.register(Worker(plugin, run.examination, part, Path(told["folder"])), "contractkit-worker")


def _prepared(options: Options, part: Part | None = None) -> Run:
    try:
        return prepare(options, part=part)
    except ContractKitError as error:
        raise pytest.UsageError(f"contractkit: {prefixed(str(error))}") from None


@pytest.fixture(scope="session")
def mock_server() -> Iterator[str]:
    """The address of a mock of the bundled contract that runs as long as the test session."""
    contract = load_contract()
    with MockServer.of(contract, load_catalogue(contract)) as url:
        yield url


def _flag(name: str) -> str:
    return f"--contract-{name}"
