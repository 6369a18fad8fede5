"""R7.1: a new message reaches the open page at once."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from gateway_fakes import API, FakeServices, Running, Signer, wait_for


class Page:
    """A page with an open stream; `text` is what it has received."""

    def __init__(self, running: Running, headers: dict[str, str]) -> None:
        self.text = ""
        self.status = 0
        self.ended = threading.Event()
        self._client = httpx.Client(base_url=running.url + API, headers=headers, timeout=20)
        threading.Thread(target=self._read, daemon=True).start()
        wait_for(lambda: "event:" in self.text or self.ended.is_set(), "the stream did not open")

    def _read(self) -> None:
        try:
            with self._client.stream("GET", "/me/messages/stream") as answer:
                self.status = answer.status_code
                self.headers = answer.headers
                for text in answer.iter_text():
                    self.text += text
        except httpx.HTTPError:
            pass
        self.ended.set()

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def open_page(gateway: Running, signer: Signer, services) -> Iterator:
    pages: list[Page] = []

    def open_page(headers: dict[str, str] | None = None, **claims) -> Page:
        pages.append(Page(gateway, signer.bearer(**claims) | (headers or {})))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
    gateway.app.state.resources.streams.close_all()


def _tell(services: FakeServices, person_id: str, message_id: str = "m1", **more: str) -> None:
    data = {
        "message_id": message_id,
        "person_id": person_id,
        "kind": "approved",
        "title": "审核通过",
        **more,
    }
    services.publish("notify", "message_created", data)


def test_R7_1_message_reaches_every_page_of_the_person_only(open_page, services) -> None:
    mine, also_mine, other = (open_page(sub=sub) for sub in ("reader", "reader", "somebody"))
    _tell(services, "reader")
    wait_for(lambda: "m1" in mine.text and "m1" in also_mine.text, "the message did not arrive")
    assert "id: m1\nevent: message_created\n" in mine.text
    assert "审核通过" in mine.text
    assert "reader" not in mine.text
    assert "m1" not in other.text


def test_R7_1_stream_is_an_event_stream_that_beats(open_page) -> None:
    page = open_page(sub="listener")
    assert page.headers["content-type"].startswith("text/event-stream")
    assert page.headers["cache-control"] == "no-store"
    wait_for(lambda: page.text.count(": still here") >= 2, "no heartbeat")


def test_R7_1_reconnected_page_gets_a_resync_event(open_page) -> None:
    assert "event: ready" in open_page(sub="first-time").text
    assert "event: resync" in open_page({"Last-Event-ID": "whatever"}, sub="comes-back").text


def test_R2_1_3_stream_ends_with_its_session(open_page, services) -> None:
    page = open_page(sub="leaver", sid="leaving")
    stays = open_page(sub="leaver", sid="staying")
    data = {"session_id": "leaving", "expires_at": "2199-01-01T00:00:00+00:00"}
    services.publish("identity", "session_ended", data)
    assert page.ended.wait(20)
    assert "event: closed" in page.text
    assert not stays.ended.is_set()


def test_R2_1_3_stream_ends_with_its_token(open_page) -> None:
    page = open_page(sub="expiring", exp=int(time.time()) + 1)
    assert page.ended.wait(20)
    assert "event: closed" in page.text


def test_R7_1_a_person_has_only_so_many_streams(open_page, gateway, signer) -> None:
    pages = [open_page(sub="collector") for _ in range(5)]
    headers = signer.bearer(sub="collector")
    with gateway.client(headers=headers) as client:
        refused = client.get("/me/messages/stream")
        assert (refused.status_code, refused.json()["code"]) == (429, "gateway.too_many_streams")
        hub = gateway.app.state.resources.streams
        next(iter(hub._streams["collector"])).end()
        wait_for(lambda: any(page.ended.is_set() for page in pages), "nothing ended")
    wait_for(lambda: len(hub._streams.get("collector", ())) == 4, "the place was not given back")
    assert open_page(sub="collector").status == 200


def test_R7_1_closed_page_frees_its_stream(gateway, signer, services) -> None:
    hub = gateway.app.state.resources.streams
    with (
        gateway.client(headers=signer.bearer(sub="visitor")) as client,
        client.stream("GET", "/me/messages/stream") as answer,
    ):
        text = answer.iter_text()
        next(text)
        assert len(hub._streams["visitor"]) == 1
    wait_for(lambda: "visitor" not in hub._streams, "the place was not given back")


def test_R7_1_stream_that_is_not_read_is_ended(gateway) -> None:
    """What waits for one page is bounded; it comes back and reads its list."""
    stream = gateway.app.state.resources.streams.open("sleeper", "s")
    for number in range(100):
        stream.put(str(number))
    assert stream.queue.qsize() == 1
    assert stream.queue.get_nowait() is None
    gateway.app.state.resources.streams.close(stream)


def test_R7_1_what_a_newer_service_adds_to_a_broadcast_is_ignored(open_page, services) -> None:
    page = open_page(sub="patient")
    _tell(services, "patient", "m3", urgency="high")
    wait_for(lambda: "m3" in page.text, "the message did not arrive")
    assert "urgency" not in page.text


def test_R7_1_unreadable_broadcast_does_not_stop_the_next(open_page, services) -> None:
    page = open_page(sub="patient")
    services.publish("notify", "message_created", {"surprise": 1})
    _tell(services, "patient", "m2")
    wait_for(lambda: "m2" in page.text, "the message did not arrive")
