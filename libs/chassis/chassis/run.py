"""Run one service: `python -m chassis.run identity` hosts `identity.service:IdentityService`."""

import os
import sys

# Cooperative name look-ups cost 20 MB a process and only spare it a moment when it connects.
os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
# For work beside the event loop: password hashes, pictures.
os.environ.setdefault("EVENTLET_THREADPOOL_SIZE", "6")

import eventlet

if __name__ == "__main__":
    eventlet.monkey_patch()

import argparse
import importlib
import logging
import signal
from typing import Any

from chassis.config import Settings, named_if_missing
from chassis.nameko_runtime.configuration import nameko_config
from chassis.nameko_runtime.metrics_page import serve_metrics
from chassis.observability import logs

_log = logging.getLogger(__name__)

STOP_SECONDS = 10


def service_class(name: str) -> Any:
    """Return the service class of a service's package."""
    module = importlib.import_module(f"{name}.service")
    return getattr(module, f"{name.capitalize()}Service")


def host(service: Any, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; calls that have begun are finished first."""
    from nameko.runners import ServiceRunner

    runner = ServiceRunner(nameko_config(settings))
    runner.add_service(service)
    stop = eventlet.event.Event()

    def ask_to_stop(_number: int, _frame: Any) -> None:
        if not stop.ready():
            stop.send(None)

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    runner.start()
    if settings.metrics_port:
        serve_metrics(settings, next(iter(runner.containers)))
    _log.info("service started")
    died = eventlet.spawn(runner.wait)
    died.link(lambda _thread: stop.ready() or stop.send(None))
    stop.wait()
    _log.info("service stopping")
    with eventlet.Timeout(STOP_SECONDS, TimeoutError("what the service was doing is given up")):
        runner.stop()
        died.wait()


def main(arguments: list[str] | None = None) -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m chassis.run", description=__doc__)
    parser.add_argument("service")
    options = parser.parse_args(arguments)
    with named_if_missing(options.service):
        settings = Settings.load()
        logs.set_up(options.service, settings.log_level)
        host(service_class(options.service), settings)
    _log.info("service stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
