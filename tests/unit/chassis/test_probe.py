"""R8.1: what a container's health check counts as alive."""

import http.server
import socket
import threading

import pytest
from chassis import probe


class _Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == self.server.alive else 503)
        self.end_headers()

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture
def serve():
    servers = []

    def start(alive):
        server = http.server.HTTPServer(("127.0.0.1", 0), _Answering)
        server.alive = alive
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return str(server.server_port)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_R8_1_service_that_answers_passes_the_probe(serve, monkeypatch):
    monkeypatch.setenv("AUSM_METRICS_PORT", serve("/health/live"))
    assert probe.main([]) == 0


def test_R8_1_another_port_and_path_may_be_asked(serve):
    assert probe.main([serve("/api/v1/health/live"), "/api/v1/health/live"]) == 0


def test_R8_1_status_other_than_200_fails_the_probe(serve, capsys):
    assert probe.main([serve("/elsewhere"), "/health/live"]) == 1
    assert "answered 503" in capsys.readouterr().err


def test_R8_1_hanging_event_loop_fails_the_probe(monkeypatch, capsys):
    monkeypatch.setattr(probe, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert probe.main([str(silent.getsockname()[1]), "/"]) == 1
    assert "no answer" in capsys.readouterr().err


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n"], ids=["nothing", "no-HTTP"])
def test_R8_1_answer_that_is_not_http_fails_the_probe(said, capsys):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            connection, _ = listener.accept()
            connection.recv(1024)
            connection.sendall(said)
            connection.close()

        threading.Thread(target=answer, daemon=True).start()
        assert probe.main([str(listener.getsockname()[1]), "/"]) == 1
    assert "no HTTP" in capsys.readouterr().err


def test_R8_1_container_without_a_port_fails_the_probe(monkeypatch, capsys):
    monkeypatch.delenv("AUSM_METRICS_PORT", raising=False)
    assert probe.main([]) == 1
    assert "no answer on port 0" in capsys.readouterr().err
