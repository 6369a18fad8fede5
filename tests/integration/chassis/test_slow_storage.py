"""R8.1: an object store that is slow or silent never keeps a caller beyond its deadline."""

import time
import uuid
from collections.abc import Iterator

import eventlet
import pytest
from chassis.storage import bucket
from chassis.storage import object_store as module
from chassis.storage.bucket import BucketStorage, Wanted
from chassis.storage.object_store import ObjectStore
from contracts.errors import Unavailable
from gateway.settings import Settings

OWNER = str(uuid.uuid4())
JSON = b'{"attachment_id": "a", "owner_id": "o", "kind": "photo", "file_name": "a", '
JSON += b'"media_type": "image/jpeg", "size": 1, "sha256": "0"}'
CALL_SECONDS = Settings.__dataclass_fields__["rpc_timeout"].default


def url_of(listener) -> str:
    port = listener.getsockname()[1]
    return f"http://key:word@127.0.0.1:{port}"  # pragma: allowlist secret


class SlowServer:
    """Answers reads of descriptions after `pause` seconds; to all else it says nothing at all."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.requests: list[bytes] = []
        self.listener = eventlet.listen(("127.0.0.1", 0))
        self.thread = eventlet.spawn(eventlet.serve, self.listener, self._serve)

    @property
    def url(self) -> str:
        return url_of(self.listener)

    def _serve(self, connection, _address) -> None:
        while head := connection.recv(65_536):
            self.requests.append(head.split(b" ", 1)[0])
            if not head.startswith(b"GET") or self.pause > CALL_SECONDS:
                eventlet.sleep(60)
            eventlet.sleep(self.pause)
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(JSON), JSON)
            connection.sendall(answer)


@pytest.fixture(params=[60.0, 0.1], ids=["R8.1-silent", "R8.1-silent-in-the-middle"])
def server(request) -> Iterator[SlowServer]:
    made = SlowServer(request.param)
    yield made
    made.thread.kill()
    made.listener.close()


@pytest.mark.parametrize("files", [1, 3, 12])
def test_claiming_gives_up_before_the_caller_does(server, files) -> None:
    bucket = BucketStorage(ObjectStore(server.url, "p-"), "collection")
    wanted = [Wanted(uuid.uuid4().hex, {"photo"}, "photo_id") for _ in range(files)]
    began = time.monotonic()
    with pytest.raises(Unavailable):
        bucket.claim_many(OWNER, wanted)
    assert time.monotonic() - began < CALL_SECONDS - 1


def test_R8_1_a_silent_server_is_not_asked_twice(monkeypatch) -> None:
    monkeypatch.setattr(module, "_TIMEOUT", module.urllib3.Timeout(connect=1, read=0.3))
    silent = SlowServer(60)
    store = ObjectStore(silent.url, "p-")
    began = time.monotonic()
    with pytest.raises(Unavailable):
        store.get("staging", "x")
    assert time.monotonic() - began < 2
    assert silent.requests == [b"GET"]
    silent.thread.kill()


def test_R8_1_a_connection_that_the_server_closed_is_opened_again() -> None:
    """The first answer promises to keep the connection, and then the server closes it."""

    def once(connection, _address) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
        connection.close()

    listener = eventlet.listen(("127.0.0.1", 0))
    thread = eventlet.spawn(eventlet.serve, listener, once)
    store = ObjectStore(url_of(listener), "p-")
    assert [store.get("b", "k") for _ in range(3)] == [b"x"] * 3
    thread.kill()


def answering(answers: list[bytes]):
    """Return a server's handler that gives one answer a connection."""

    def answer(connection, _address) -> None:
        while connection.recv(65_536):
            connection.sendall(b"HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n" % answers.pop(0))

    return answer


@pytest.mark.parametrize(
    ("failures", "is_stored"),
    [
        pytest.param(1, True, id="R8.1-failed-in-passing"),
        pytest.param(2, True, id="R8.1-failed-twice"),
        pytest.param(3, False, id="R8.1-goes-on-failing"),
    ],
)
def test_a_store_that_says_to_come_back_is_asked_again(failures, is_stored) -> None:
    answers = [b"500 Internal Server Error"] * failures + [b"200 OK\r\nETag: x"]
    listener = eventlet.listen(("127.0.0.1", 0))
    thread = eventlet.spawn(eventlet.serve, listener, answering(answers))
    store = ObjectStore(url_of(listener), "p-")
    if is_stored:
        store.put("staging", "x", b"data", "image/jpeg")
        assert answers == []
    else:
        with pytest.raises(Unavailable):
            store.put("staging", "x", b"data", "image/jpeg")
        assert len(answers) == 1
    thread.kill()


def test_R8_1_the_limit_of_a_command_is_below_that_of_a_call() -> None:
    longest_request = module._TIMEOUT.connect_timeout * 2 + module._TIMEOUT.read_timeout
    assert bucket.CLAIM_SECONDS < CALL_SECONDS - 2
    assert longest_request < CALL_SECONDS
