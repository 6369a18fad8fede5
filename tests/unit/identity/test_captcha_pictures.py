"""Captcha pictures: no machine of ours reads them, and they are drawn ahead (R2.1.2)."""

import io
from random import Random

import eventlet
import pytest
from contracts.errors import TooManyRequests
from identity.domain.captcha_letters import LETTERS
from identity.use_cases import captcha_pictures
from identity.use_cases.captcha_pool import PicturePool
from PIL import Image
from support.captcha_solver import plain_picture, readings

PICTURES = 60  # the benchmark reads hundreds, by stock OCR too: ./ausm bench captchas


def test_R2_1_2_captcha_texts_avoid_letters_that_look_alike() -> None:
    texts = [captcha_pictures.random_text() for _ in range(200)]
    assert not set("0O1IL2Z5S8BDQG6UV") & set("".join(texts))
    assert {len(text) for text in texts} == {captcha_pictures.LENGTH}


def test_R2_1_2_the_solver_reads_plain_letters() -> None:
    texts = [captcha_pictures.random_text() for _ in range(40)]
    read = [text for text in texts if text in readings(plain_picture(text))]
    assert len(read) > 30


def test_R2_1_2_the_solver_reads_none_of_the_pictures_shown() -> None:
    chance = Random(20261128)
    texts = ["".join(chance.choices(LETTERS, k=captcha_pictures.LENGTH)) for _ in range(PICTURES)]
    read = [t for t in texts if t in readings(captcha_pictures.draw(t, chance))]
    assert read == []


def test_R2_1_2_a_picture_is_a_png_and_no_two_of_one_text_are_alike() -> None:
    one, other = captcha_pictures.draw("AC347"), captcha_pictures.draw("AC347")
    assert Image.open(io.BytesIO(one)).size == captcha_pictures.SIZE
    assert one != other


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were drawn; the pictures are their bytes."""
    texts: list[str] = []

    def draw(text: str) -> bytes:
        texts.append(text)
        return text.encode()

    monkeypatch.setattr(captcha_pictures, "draw", draw)
    monkeypatch.setattr(eventlet.tpool, "execute", lambda function, *a: function(*a))
    return texts


def test_R2_1_2_pictures_are_made_ahead_once_somebody_asked(drawn: list[str]) -> None:
    pool = PicturePool(ahead=3)
    assert drawn == []
    taken = [pool.take()]
    eventlet.sleep(0)
    assert len(drawn) == 4
    taken += [pool.take() for _ in range(3)]
    assert len(drawn) == 4
    assert [text for text, _ in taken] == drawn
    assert all(png == text.encode() for text, png in taken)


def test_R2_1_2_who_finds_the_pool_empty_does_not_wait_long() -> None:
    pool = PicturePool(ahead=0, longest_wait=0.01)
    while pool._drawers.acquire(blocking=False):
        pass
    with pytest.raises(TooManyRequests) as refusal:
        pool.take()
    assert refusal.value.details["retry_after"] == 1
