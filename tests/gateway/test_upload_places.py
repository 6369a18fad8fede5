"""R8.2: slow and hostile senders keep nobody from uploading, over real connections."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from file_factories import photo
from gateway.attachments import form, places
from gateway_fakes import API, wait_for

PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n\xff\xd8'


@pytest.fixture
def begin_upload(gateway, signer) -> Iterator:
    """Return what begins an upload in an account's name and leaves it unfinished."""
    host, port = gateway.url.removeprefix("http://").split(":")
    with ExitStack() as stack:

        def begin(account: str, body: bytes = PART) -> socket.socket:
            sender = stack.enter_context(socket.create_connection((host, int(port)), timeout=30))
            lines = [f"POST {API}/attachments HTTP/1.1", "Host: x", "Content-Length: 400000"]
            lines.append("Content-Type: multipart/form-data; boundary=x")
            lines.append(f"Authorization: Bearer {signer.token(sub=account)}")
            sender.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            return sender

        yield begin
    wait_for(lambda: not len(gateway.app.state.resources.uploads), "a place is still taken")


def upload_as(gateway, signer, account: str) -> int:
    with gateway.client(headers=signer.bearer(sub=account)) as client:
        files = {"file": ("a.jpg", photo(), "image/jpeg")}
        answer = client.post("/attachments", files=files, data={"kind": "photo"}, timeout=60)
    return answer.status_code


def status(sender: socket.socket) -> int:
    return int(sender.recv(65_536).split(b" ", 2)[1])


def test_R8_2_slow_senders_twenty_four_of_one_account_shut_out_nobody(
    gateway, signer, services, begin_upload
) -> None:
    senders = [begin_upload("slow") for _ in range(24)]
    uploads = gateway.app.state.resources.uploads
    wait_for(lambda: len(uploads) == places.AT_ONCE_PER_ACCOUNT, "the slow ones have not come")
    others = [f"other-{number}" for number in range(18)]
    with ThreadPoolExecutor(18) as pool:
        answers = list(pool.map(lambda account: upload_as(gateway, signer, account), others))
    assert answers == [201] * 18
    for sender in senders:
        sender.setblocking(False)
    refused = [sender for sender in senders if _has_answer(sender)]
    assert [status(sender) for sender in refused] == [429] * 21


def _has_answer(sender: socket.socket) -> bool:
    try:
        return bool(sender.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


def test_R8_2_many_slow_accounts_shut_out_nobody(gateway, signer, services, begin_upload) -> None:
    for number in range(30):
        begin_upload(f"slow-{number}")
    uploads = gateway.app.state.resources.uploads
    wait_for(lambda: len(uploads) == 30, "the slow ones have not come")
    assert [upload_as(gateway, signer, f"other-{n}") for n in range(6)] == [201] * 6


def test_R8_2_fourth_upload_of_an_account_is_429_and_says_where(
    gateway, person, services, begin_upload
) -> None:
    for _ in range(places.AT_ONCE_PER_ACCOUNT):
        begin_upload("person-1")
    wait_for(lambda: len(gateway.app.state.resources.uploads) == 3, "the slow ones have not come")
    files = {"file": ("a.jpg", photo(), "image/jpeg")}
    answer = person.post("/attachments", files=files, data={"kind": "photo"})
    assert (answer.status_code, answer.json()["code"]) == (429, "attachment.too_many_at_once")
    assert answer.json()["errors"][0]["field"] == "file"
    assert int(answer.headers["retry-after"]) >= 1


def test_R8_2_sender_that_drips_is_ended(services, begin_upload, monkeypatch) -> None:
    """A byte now and then is not silence, and still below the lowest rate."""
    monkeypatch.setattr(form, "SILENCE_SECONDS", 1.0)
    sender = begin_upload("slow")
    sender.settimeout(0.1)
    began = time.monotonic()
    while time.monotonic() - began < 10:
        sender.sendall(b"x")
        try:
            assert status(sender) == 408
            break
        except TimeoutError:
            continue
    assert time.monotonic() - began < 5


def test_R8_2_slowest_makes_room_when_memory_is_full(
    gateway, signer, services, begin_upload, monkeypatch
) -> None:
    monkeypatch.setattr(places, "HELD_BYTES", 160_000)
    slow = begin_upload("slow", PART + b"x" * 150_000)
    uploads = gateway.app.state.resources.uploads
    wait_for(lambda: uploads.held_bytes >= 150_000, "the slow one has not come")
    _make_older(uploads)
    assert upload_as(gateway, signer, "other") == 201
    assert status(slow) == 408
    wait_for(lambda: uploads.held_bytes == 0, "bytes are still counted")


def test_R8_2_slowest_makes_room_when_connections_are_used_up(
    gateway, signer, services, begin_upload, monkeypatch
) -> None:
    monkeypatch.setattr(places, "AT_ONCE", 4)
    slow = [begin_upload(f"slow-{number}") for number in range(4)]
    uploads = gateway.app.state.resources.uploads
    wait_for(lambda: len(uploads) == 4, "the slow ones have not come")
    _make_older(uploads)
    assert upload_as(gateway, signer, "other") == 201
    assert status(min(slow, key=lambda sender: not _answered(sender))) == 408


def _make_older(uploads) -> None:
    """Let time pass, which makes those who are here slow."""
    for place in list(uploads._places):
        place.began -= 100


def _answered(sender: socket.socket) -> bool:
    sender.setblocking(False)
    found = _has_answer(sender)
    sender.settimeout(30)
    return found


def test_R8_2_unused_files_of_an_account_are_bounded(
    gateway, person, services, monkeypatch
) -> None:
    area = gateway.app.state.resources.staging
    files = {"file": ("a.jpg", photo(), "image/jpeg")}
    with gateway.client(headers=dict(person.headers)) as client:
        first = client.post(
            "/attachments",
            files=files,
            data={"kind": "photo"},
            headers={"Idempotency-Key": "bounded"},
        )
        monkeypatch.setattr(area, "_bytes_per_account", 1000)
        again = client.post(
            "/attachments",
            files=files,
            data={"kind": "photo"},
            headers={"Idempotency-Key": "bounded"},
        )
        answer = client.post("/attachments", files=files, data={"kind": "photo"})
    assert (first.status_code, again.json()) == (201, first.json())
    assert (answer.status_code, answer.json()["code"]) == (409, "attachment.staging_full")
    assert answer.json()["errors"][0]["field"] == "file"
