"""Password hashes, made beside the event loop."""

import time

import eventlet
import pytest
from argon2 import PasswordHasher
from chassis import passwords


@pytest.fixture(autouse=True)
def real_costs(monkeypatch):
    monkeypatch.setattr(passwords, "hasher", passwords.full_cost_hasher())


@pytest.fixture
def encoded():
    return passwords.hash("correct horse 电池")


def test_R2_1_2_the_password_is_known_again(encoded):
    assert encoded.startswith("$argon2id$")
    assert passwords.verify(encoded, "correct horse 电池")
    assert not passwords.verify(encoded, "correct horse 电池 ")
    assert passwords.hash("correct horse 电池") != encoded


@pytest.mark.parametrize("damaged", ["", "plain", "$argon2id$v=19$m=1,t=1,p=1$xx$yy"])
def test_a_damaged_hash_fits_nothing(damaged):
    assert passwords.verify(damaged, "anything") is False


def test_hashes_of_other_costs_are_to_be_renewed(encoded):
    assert not passwords.needs_rehash(encoded)
    assert passwords.needs_rehash(PasswordHasher(time_cost=1, memory_cost=64).hash("x"))


def test_other_work_goes_on_meanwhile(encoded):
    longest, running = 0.0, True

    def tick():
        nonlocal longest
        while running:
            began = time.perf_counter()
            eventlet.sleep(0.001)
            longest = max(longest, time.perf_counter() - began)

    ticker = eventlet.spawn(tick)
    checks = [eventlet.spawn(passwords.verify, encoded, "x") for _ in range(40)]
    began = time.perf_counter()
    assert [check.wait() for check in checks] == [False] * 40
    whole = time.perf_counter() - began
    running = False
    ticker.wait()
    assert longest < whole / 2


def test_only_a_few_are_computed_at_a_time(encoded, monkeypatch):
    now, most = 0, 0

    def compute(*_args):
        nonlocal now, most
        now += 1
        most = max(most, now)
        eventlet.sleep(0.02)
        now -= 1
        return False

    monkeypatch.setattr("eventlet.tpool.execute", compute)
    for check in [eventlet.spawn(passwords.verify, encoded, "x") for _ in range(20)]:
        check.wait()
    assert most == 4
