"""Small parts of the story: waiting, reading codes, choosing reviewers, telling steps."""

import asyncio
import random

import pytest
from demo.client import AusmClient
from demo.narrator import Narrator, times_table
from demo.people import make_person
from demo.scenario import Reviewer, StoryError, code_in, eventually
from demo.story import ScenarioClients, choose_reviewers
from demo.transport import Meter

PATHS = ("/au-110000/au-110108/", "/au-310000/", "/au-310000/au-310115/", "/au-110000/")


def _reviewer(path: str) -> Reviewer:
    own = path.rstrip("/").rpartition("/")[2]
    return Reviewer(AusmClient("http://gateway.invalid"), own, own, path)


def test_reviewers_are_one_elsewhere_the_provinces_and_the_countys_own() -> None:
    found = choose_reviewers([_reviewer(path) for path in PATHS], "au-110108")
    assert [one.authority_id for one in found] == ["au-310000", "au-110000", "au-110108"]


@pytest.mark.parametrize("left_out", [0, 3])
def test_without_county_or_province_there_is_no_story(left_out: int) -> None:
    found = [_reviewer(path) for path in PATHS if path != PATHS[left_out]]
    with pytest.raises(StoryError):
        choose_reviewers(found, "au-110108")


def test_no_two_people_have_the_same_numbers() -> None:
    clients = ScenarioClients("http://gateway.invalid")
    first = clients.person(rng=random.Random(1))
    assert first == make_person(random.Random(1))
    one, other = random.Random(1), random.Random(1)
    make_person(other)
    assert clients.person(rng=one) == make_person(other)


def test_waiting_returns_what_comes_and_gives_up_in_time() -> None:
    answers = iter([None, None, "there"])

    async def probe() -> str | None:
        return next(answers)

    async def never() -> str | None:
        return None

    assert asyncio.run(eventually(probe, "late", 5)) == "there"
    with pytest.raises(StoryError, match="late"):
        asyncio.run(eventually(never, "late", 0.1))


def test_code_is_the_six_digits_and_no_others() -> None:
    assert code_in("【会计平台】验证码 493027，3 分钟内有效，致电 4008001234") == "493027"
    with pytest.raises(StoryError):
        code_in("没有 12345678")


def test_failed_step_is_shown_and_raised() -> None:
    lines: list[str] = []
    narrator = Narrator(lines.append)
    with narrator.step("第一步"):
        pass
    with pytest.raises(ValueError, match="坏了"), narrator.step("第二步"):
        raise ValueError("坏了")
    assert lines[0].startswith("✓ 01 第一步")
    assert lines[1] == "✗ 02 第二步 — 坏了"


def test_times_table_counts_all_requests() -> None:
    meter = Meter()
    for seconds in (0.1, 0.2, 0.9):
        meter.note("GET /me", seconds)
    lines = times_table(meter)
    assert "3 次" in lines[0]
    assert "200" in lines[0]
    assert "共 3 次请求" in lines[-1]
