"""What is read from the container engine."""

import time

import psutil
import pytest
from native.errors import StackError
from support.compose.composition import Composition, _sum_of
from support.compose.engine import Container, run_command


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


def test_what_a_command_has_started_ends_with_it(tmp_path):
    noted = tmp_path / "child"
    script = f"sleep 60 & echo $! > {noted}; wait"
    with pytest.raises(StackError, match="took longer than 1 s"):
        run_command(("sh", "-c", script), None, 1)
    child = int(noted.read_text())
    deadline = time.monotonic() + 10
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the child lives on"
        time.sleep(0.05)


class _Busy:
    """Refuses so many times what it is asked to do."""

    def __init__(self, times):
        self.left = times
        self.asked = []

    def run(self, *words, seconds):
        self.asked.append(words[:2])
        self.left -= 1
        if self.left >= 0:
            raise StackError("network has active endpoints")
        return ""


def test_R8_1_an_engine_that_refuses_once_is_asked_again_to_remove_everything(tmp_path):
    composition = Composition(tmp_path)
    composition._compose = _Busy(1)
    composition.erase()
    assert composition._compose.asked == [("down", "--volumes")] * 2
    composition._compose = _Busy(2)
    with pytest.raises(StackError, match="active endpoints"):
        composition.erase()
