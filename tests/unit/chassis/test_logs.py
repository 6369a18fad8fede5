"""R8.4, R8.1: one JSON line for each event, whichever way it is logged."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import logging, structlog
from chassis.observability import logs
early = structlog.get_logger("made-before-set-up")
logs.set_up("identity", "INFO")
with logs.bound(request_id="r-1"):
    {call}
"""


def _lines(call):
    command = [sys.executable, "-c", PROGRAM.format(call=call)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param('logging.getLogger("x").info("sent to %s", "notify")', id="logging"),
        pytest.param('structlog.get_logger("x").info("sent to notify")', id="structlog"),
        pytest.param('early.info("sent to notify")', id="structlog-before-set-up"),
    ],
)
def test_a_line_is_json_with_service_and_request(call):
    [line] = _lines(call)
    assert line["message"] == "sent to notify"
    assert (line["service"], line["request_id"], line["level"]) == ("identity", "r-1", "info")


@pytest.mark.parametrize("logger", ['logging.getLogger("x")', 'structlog.get_logger("x")'])
def test_what_is_below_the_level_is_not_written(logger):
    assert _lines(f'{logger}.debug("noise")') == []
