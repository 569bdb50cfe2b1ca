"""Every run of the tests: simulator and seed are usable, or one sentence says what to do."""

import pytest

from llama2_rtl.simulation.simulators import chosen_checks, chosen_seed, chosen_simulator


def pytest_configure(config):
    try:
        config.simulator, config.seed, config.checks = chosen_simulator(), chosen_seed(), chosen_checks()
    except ValueError as error:
        pytest.exit(str(error), returncode=2)


def pytest_report_header(config):
    rules = "" if config.checks else ", without the rules of the ports"
    return f"simulator: {config.simulator}, seed {config.seed}{rules}"
