"""Captchas: pictures and proofs of work, each good once (R2.1.2)."""

import io

import eventlet
import pytest
from contracts.errors import ValidationFailed
from identity_factories import (
    Scenario,
    code_of,
    decode_data_url,
    new_phone,
    widget_text,
)
from PIL import Image


def test_R2_1_2_a_captcha_is_an_image_or_a_proof_of_work(identity: Scenario) -> None:
    picture = identity.call("create_captcha", kind="image")
    assert Image.open(io.BytesIO(decode_data_url(picture["image"]))).format == "PNG"
    assert picture["expires_in"] == 180
    work = identity.call("create_captcha", kind="proof_of_work")
    assert (work["kind"], work["algorithm"], work["expires_in"]) == (
        "proof_of_work",
        "SHA-256",
        180,
    )
    assert "image" not in work
    for kind in ("audio", "smell"):
        refused = code_of(identity.call, "create_captcha", kind=kind)
        assert refused == "common.invalid_choice"


@pytest.mark.parametrize("as_widget", [False, True], ids=["R2.1.2-number", "R2.1.2-widget"])
def test_a_proof_of_work_is_done_once(identity: Scenario, *, as_widget: bool) -> None:
    captcha, work = identity.proof_of_work()
    if as_widget:
        number = int(captcha["captcha_text"])
        captcha["captcha_text"] = widget_text(work, number)
    identity.ask_code(new_phone(), **captcha)
    assert code_of(identity.ask_code, new_phone(), **captcha) == "identity.captcha_wrong"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"signature": "00" * 32}, id="R2.1.2-forged"),
        pytest.param({"salt": "aa?expires=9999999999&"}, id="R2.1.2-other-salt"),
    ],
)
def test_a_proof_of_work_of_ones_own_making_is_refused(
    identity: Scenario, changes: dict[str, str]
) -> None:
    captcha, work = identity.proof_of_work()
    text = widget_text(work | changes, int(captcha["captcha_text"]))
    forged = captcha | {"captcha_text": text}
    assert code_of(identity.ask_code, new_phone(), **forged) == "identity.captcha_wrong"


def test_R2_1_2_the_number_of_one_challenge_solves_no_other(identity: Scenario) -> None:
    mine, _ = identity.proof_of_work()
    other = identity.call("create_captcha", kind="proof_of_work")
    swapped = mine | {"captcha_id": other["captcha_id"]}
    assert code_of(identity.ask_code, new_phone(), **swapped) == "identity.captcha_wrong"


def test_R2_1_2_a_captcha_is_answered_once(identity: Scenario) -> None:
    captcha = identity.captcha()
    identity.ask_code(new_phone(), **captcha)
    again = code_of(identity.ask_code, new_phone(), **captcha)
    assert again == "identity.captcha_wrong"


def test_R2_1_2_a_wrong_answer_consumes_the_captcha(identity: Scenario) -> None:
    captcha = identity.captcha()
    wrong = captcha | {"captcha_text": "????"}
    assert code_of(identity.ask_code, new_phone(), **wrong) == "identity.captcha_wrong"
    assert code_of(identity.ask_code, new_phone(), **captcha) == "identity.captcha_wrong"


def test_R2_1_2_concurrent_answers_to_one_captcha_serve_one(identity: Scenario) -> None:
    captcha = identity.captcha()

    def ask() -> str:
        try:
            return identity.ask_code(new_phone(), **captcha)["delivery_id"]
        except ValidationFailed:
            return ""

    answers = [thread.wait() for thread in [eventlet.spawn(ask) for _ in range(6)]]
    assert len([answer for answer in answers if answer]) == 1


def test_R2_1_2_a_captcha_lives_three_minutes(identity: Scenario) -> None:
    captcha = identity.captcha()
    identity.execute("UPDATE captchas SET expires_at = expires_at - interval '3 minutes'")
    assert code_of(identity.ask_code, new_phone(), **captcha) == "identity.captcha_wrong"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"captcha_id": "not-an-id"}, id="R2.1.2-no-such-form"),
        pytest.param(
            {"captcha_id": "00000000-0000-4000-8000-000000000000"}, id="R2.1.2-no-such-captcha"
        ),
    ],
)
def test_unknown_captchas(identity: Scenario, answer: dict) -> None:
    assert code_of(identity.ask_code, new_phone(), **answer) == "identity.captcha_wrong"


def test_R2_1_2_case_and_width_do_not_matter(identity: Scenario) -> None:
    captcha = identity.captcha()
    typed = " " + captcha["captcha_text"].lower()
    identity.ask_code(new_phone(), **captcha | {"captcha_text": typed})
