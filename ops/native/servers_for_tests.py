"""The private servers that tests use: apart from the stack's, forgetful and fast."""

import os
import shutil

import psutil

from native import servers
from native.environment import Environment
from native.errors import StackError
from native.keys import Keys
from native.layout import MEMORY, TOOLS_DIR, Layout, Memory
from native.ports import PortLocks
from native.progress import Progress
from native.supervision import Supervisor, end_orphans

_FOLDER = TOOLS_DIR / "test"
# What the suites leave behind until they end, and what they need beside it.
_DATA_BYTES = 2 << 30
_BYTES_BESIDE = 2 << 30


class ServersForTests:
    """Starts the servers unless AUSM_TEST_PG names others that are to be used."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._layout = Layout(_FOLDER, in_memory=_has_memory())
        self._supervisor = Supervisor(self._layout)
        self._started = False

    def start_unless_given(self) -> dict[str, str]:
        """Return the settings by which the tests find their servers."""
        if os.environ.get("AUSM_TEST_PG"):
            return {}
        if self._supervisor.is_running():
            raise StackError("Another ./ausm test runs in this clone: let it finish first.")
        self._clean()
        memory = Memory.load(self._layout)
        with PortLocks() as port_locks:
            port_locks.assign(memory.ports, servers.PORTS)
            memory.save()
            environment = Environment(_FOLDER, memory.ports, Keys(self._layout), sandbox=True)
            private = servers.Servers(self._layout, environment, for_tests=True, management=True)
            self._supervisor.launch(private.programs(), holding=port_locks.descriptors())
        self._started = True
        private.start(self._supervisor, self._progress)
        return _settings(environment)

    def stop(self) -> None:
        """Stop the servers if we started them."""
        if self._started:
            servers.stop(self._supervisor)
            if self._layout.in_memory:
                shutil.rmtree(self._layout.data_root, ignore_errors=True)

    def _clean(self) -> None:
        """Begin from nothing: an interrupted run may have left anything behind."""
        end_orphans(_FOLDER)
        shutil.rmtree(self._layout.data_root, ignore_errors=True)
        self._layout.create()


def _has_memory() -> bool:
    """Tell whether the servers' data fit into memory.

    A test has a database and queues of its own: on a disk, to make their files takes longer
    than all else that it does.
    """
    available = psutil.virtual_memory().available
    return (
        MEMORY.is_dir()
        and shutil.disk_usage(MEMORY).free >= _DATA_BYTES
        and available >= _DATA_BYTES + _BYTES_BESIDE
    )


def _settings(environment: Environment) -> dict[str, str]:
    broker = environment.broker_url("admin")
    credentials = broker.removeprefix("amqp://").partition("@")[0]
    return {
        "AUSM_TEST_PG": environment.admin_database_url(),
        "AUSM_TEST_AMQP": broker.rpartition("/")[0] + "/",
        "AUSM_TEST_AMQP_API": f"http://{credentials}@127.0.0.1:{environment.ports['rabbitmq_api']}",
        "AUSM_TEST_S3": environment.s3_url(),
        "AUSM_TEST_REDIS": environment.redis_url(),
    }
