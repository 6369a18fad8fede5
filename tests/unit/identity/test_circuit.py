"""R2.3.2: who fails again and again is left alone for a while."""

import pytest
from identity.providers.circuit import FAILURES, REST_SECONDS, Circuit, CircuitOpen


class Away(Exception):
    pass


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit(Away, clock)


def fail() -> None:
    raise Away


def trip(circuit: Circuit, times: int = FAILURES) -> None:
    for _ in range(times):
        with pytest.raises(Away):
            circuit.call(fail)


def test_R2_3_2_it_opens_after_failures_in_a_row(circuit: Circuit) -> None:
    trip(circuit)
    with pytest.raises(CircuitOpen):
        circuit.call(str)


def test_R2_3_2_a_success_between_starts_the_count_anew(circuit: Circuit) -> None:
    trip(circuit, FAILURES - 1)
    assert circuit.call(lambda: 7) == 7
    trip(circuit, FAILURES - 1)
    assert circuit.call(lambda: 8) == 8


def test_R2_3_2_a_refusal_is_an_answer(circuit: Circuit) -> None:
    trip(circuit, FAILURES - 1)
    with pytest.raises(ValueError, match="x"):
        circuit.call(lambda: int("x"))
    trip(circuit, FAILURES - 1)
    assert circuit.call(lambda: 9) == 9


def test_R2_3_2_after_the_rest_one_call_is_let_through(circuit: Circuit, clock: Clock) -> None:
    trip(circuit)
    clock.now += REST_SECONDS

    def trial() -> int:
        with pytest.raises(CircuitOpen):
            circuit.call(str)
        return 1

    assert circuit.call(trial) == 1
    assert circuit.call(lambda: 2) == 2


def test_R2_3_2_a_failed_trial_opens_it_again(circuit: Circuit, clock: Clock) -> None:
    trip(circuit)
    clock.now += REST_SECONDS
    trip(circuit, 1)
    with pytest.raises(CircuitOpen):
        circuit.call(str)
