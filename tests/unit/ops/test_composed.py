"""What is read from the container engine."""

import pytest
from composed.composition import _sum_of
from composed.engine import Container, run_command
from native.errors import StackError


def _inspected(**state):
    labels = {"com.docker.compose.service": "identity"}
    return {
        "Id": "abc",
        "Name": "/ausm_identity_1",
        "Config": {"Labels": labels},
        "State": {"Status": "running", "ExitCode": 0, "Pid": 7} | state,
        "RestartCount": 2,
        "Image": "sha256:1",
    }


@pytest.mark.parametrize(
    ("state", "well"),
    [
        pytest.param({"Health": {"Status": "healthy"}}, True, id="healthy"),
        pytest.param({"Health": {"Status": "starting"}}, False, id="starting"),
        pytest.param({"Health": {"Status": "unhealthy"}}, False, id="unhealthy"),
        pytest.param({"Status": "exited"}, True, id="job-done"),
        pytest.param({"Status": "exited", "ExitCode": 1}, False, id="job-failed"),
        pytest.param({"Status": "exited", "Health": {"Status": "healthy"}}, False, id="ended"),
        pytest.param({"Status": "created"}, False, id="never-started"),
        pytest.param({"Status": "restarting"}, False, id="dies-again-and-again"),
    ],
)
def test_R8_1_a_container_is_well_when_it_does_what_it_is_for(state, well):
    container = Container.of(_inspected(**state))
    assert (container.service, container.name, container.restarts) == (
        "identity",
        "ausm_identity_1",
        2,
    )
    assert container.is_well is well


def test_counters_of_all_labels_add_up_and_no_other_counter():
    page = (
        "# HELP ausm_rpc_requests_total Calls answered.\n"
        'ausm_rpc_requests_total{method="a",outcome="ok"} 3.0\n'
        'ausm_rpc_requests_total{method="b",outcome="ok"} 4.0\n'
        'ausm_rpc_requests_created{method="b"} 1.7e+09\n'
    )
    assert _sum_of("ausm_rpc_requests_total", page) == 7


def test_a_command_that_fails_says_what_it_was_told():
    with pytest.raises(StackError, match=r"sh -c .* failed:\nno such thing"):
        run_command(("sh", "-c", "echo no such thing >&2; exit 3"), None, 5)


def test_a_command_that_hangs_is_ended():
    with pytest.raises(StackError, match="took longer than 1 s"):
        run_command(("sleep", "30"), None, 1)


def test_a_program_that_is_missing_is_named():
    with pytest.raises(StackError, match="no-such-program is not installed"):
        run_command(("no-such-program",), None, 5)
