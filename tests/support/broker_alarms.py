"""A real memory alarm of a native stack's broker, raised and lifted by `rabbitmqctl`."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from native.accounts import account_for, as_account
from native.packages import rabbitmq_program
from native.stack import Stack

_NODE = "ausm@127.0.0.1"
# As in the stack's rabbitmq.conf.
_USUAL = "400MiB"
_SECONDS = 60


@contextmanager
def memory_alarm(stack: Stack) -> Iterator[None]:
    """Leave the broker no memory while it lasts: it takes no message then."""
    _control(stack, "set_vm_memory_high_watermark", "absolute", "1MiB")
    try:
        yield
    finally:
        _control(stack, "set_vm_memory_high_watermark", "absolute", _USUAL)


def _control(stack: Stack, *command: str) -> None:
    server = rabbitmq_program()
    assert server is not None  # it runs
    data = stack.layout.data("rabbitmq")
    account: dict[str, Any] = as_account(account_for("rabbitmq"))
    subprocess.run(
        [str(server.with_name("rabbitmqctl")), "--longnames", "--node", _NODE, *command],
        env={
            "PATH": "/usr/lib/rabbitmq/bin:/usr/sbin:/usr/bin:/bin",
            "HOME": str(data),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(stack.ports["epmd"]),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_MNESIA_BASE": str(data / "mnesia"),
        },
        cwd=data,
        **account,
        check=True,
        timeout=_SECONDS,
    )
