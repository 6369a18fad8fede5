"""A whole stack in one folder: private servers, five services, the gateway.

stack = Stack(state_dir); stack.start(); …; stack.stop()
"""

import atexit
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from native import simulators
from native.environment import Environment
from native.errors import StackError
from native.keys import Keys
from native.layout import REPOSITORY, SERVICES, Layout, Memory
from native.ports import PortLocks, is_open
from native.preparation import Preparation
from native.programs import Program, python_program
from native.progress import Progress
from native.readiness import health_of
from native.servers import NAMES, PORTS, Servers
from native.servers import stop as stop_servers
from native.supervision import ProcessStatus, Supervisor, end_orphans

APPLICATIONS = (*SERVICES, "gateway")
_ORDER = (*NAMES, *APPLICATIONS, *simulators.NAMES)
_PORTS = (*PORTS, *(f"metrics_{name}" for name in APPLICATIONS))


class Stack:
    """Starts and stops everything; several stacks live side by side in folders of their own.

    With `durable` off the database does not wait for the disk and all data goes when our process
    ends: for tests. With `usual_port` off the gateway takes any port, as the servers do.
    """

    def __init__(
        self,
        state_dir: Path,
        *,
        sandbox: bool = True,
        durable: bool = True,
        usual_port: bool = True,
        port: int | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.layout = Layout(Path(state_dir).resolve())
        self.supervisor = Supervisor(self.layout)
        self._memory = Memory.load(self.layout)
        self._sandbox = sandbox
        self._durable = durable
        self._usual_port = usual_port
        self._port = port
        self._progress = progress or Progress(quiet=True)
        self._simulators = simulators.wanted(sandbox=sandbox)

    @property
    def url(self) -> str:
        """Return the gateway's address, without a slash at the end."""
        return f"http://127.0.0.1:{self._memory.ports['gateway']}"

    @property
    def ports(self) -> dict[str, int]:
        """Return the ports of everything that listens, by name."""
        return dict(self._memory.ports)

    def start(self) -> None:
        """Start everything and wait until the gateway says that all is well."""
        preparation = self._start_servers()
        try:
            preparation.run()
            self._start_applications()
        except BaseException:
            self.stop()
            raise

    @contextmanager
    def servers_only(self) -> Iterator[None]:
        """Run the servers, their databases and buckets made, and nothing else while it lasts."""
        preparation = self._start_servers()
        try:
            preparation.make_stores()
            yield
        finally:
            self.stop()

    def _start_servers(self) -> Preparation:
        self.layout.create()
        if not self._durable:
            atexit.register(shutil.rmtree, self.layout.data_root, ignore_errors=True)
        environment = self._environment()
        servers = Servers(self.layout, environment, for_tests=not self._durable)
        self._launch(servers, environment)
        try:
            servers.start(self.supervisor, self._progress)
        except BaseException:
            self.stop()
            raise
        return Preparation(self.layout, self._memory, environment, self._progress)

    def stop(self) -> None:
        """Stop everything in order: first what uses the servers, then the servers."""
        if not self.supervisor.is_running():
            end_orphans(self.layout.state)
            return
        self.supervisor.stop(*APPLICATIONS)
        stop_servers(self.supervisor)

    def status(self) -> list[ProcessStatus]:
        """Return every process with its state and memory."""
        return sorted(self.supervisor.status(), key=lambda each: _ORDER.index(each.name))

    def kill(self, name: str, *, restart: bool = False) -> None:
        """End a process as a crash would; it stays down unless `restart`."""
        if restart:
            self.supervisor.crash(name)
        else:
            self.supervisor.crash_for_good(name)

    def stop_service(self, name: str) -> None:
        """Stop one process in good order."""
        self.supervisor.stop(name)

    def start_service(self, name: str) -> None:
        """Start one process again and wait until it has stayed up for a second."""
        self.supervisor.start(name)
        self.supervisor.wait_running(name)

    def env(self, name: str) -> dict[str, str]:
        """Return the settings with which a service or the gateway runs."""
        return self._environment().of(name)

    def admin_database_url(self) -> str:
        """Return the address by which the database cluster's owner logs in."""
        return self._environment().admin_database_url()

    def admin_broker_url(self) -> str:
        """Return the address by which queues are declared."""
        return self._environment().broker_url("admin")

    def log_path(self, name: str) -> Path:
        """Return the file with a process's output."""
        return self.layout.log / f"{name}.log"

    def health(self) -> dict[str, Any]:
        """Return what our gateway says of itself and of what it needs; empty if unreachable.

        Another program may answer at our address: it is not asked.
        """
        if not self._is_ours():
            return {}
        return health_of(self.url)

    def is_ready(self) -> bool:
        """Tell whether the gateway answers and says that all is well."""
        return self.health().get("status") == "ok"

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until all is well; raises StackError naming what is not."""
        deadline = time.monotonic() + timeout
        while not self.is_ready():
            self._ensure_address_is_not_taken()
            if time.monotonic() > deadline:
                raise StackError(
                    f"Not all is well after {timeout:.0f} s: {self.health() or 'no answer'}. "
                    f"See the logs in {self.layout.log}"
                )
            time.sleep(0.2)

    def _launch(self, servers: Servers, environment: Environment) -> None:
        """Start the supervisor, which from then on holds this folder and the ports."""
        with PortLocks() as port_locks:
            port_locks.take_folder(self.layout.state)
            if orphans := end_orphans(self.layout.state):
                self._progress.say(f"Ended {orphans} processes that an earlier run had left behind")
            self._assign_ports(port_locks)
            if not (self.layout.data("postgres") / "PG_VERSION").exists():
                self._memory.done.clear()
            programs = [*servers.programs(), *self._applications(environment)]
            self.supervisor.launch(programs, holding=port_locks.descriptors())

    def _assign_ports(self, port_locks: PortLocks) -> None:
        ports = self._memory.ports
        if self._usual_port:
            port_locks.assign_gateway(ports, self._port)
        else:
            port_locks.assign(ports, ("gateway",))
        port_locks.assign(ports, (*_PORTS, *self._simulators))
        self._memory.save()

    def _is_ours(self) -> bool:
        """Tell whether our own gateway listens at our address: then nobody else does."""
        return self.supervisor.listens("gateway", self._memory.ports["gateway"])

    def _ensure_address_is_not_taken(self) -> None:
        port = self._memory.ports["gateway"]
        if not self._is_ours() and is_open(port) and not self._is_ours():
            raise StackError(
                f"Another program has taken port {port} meanwhile. Stop that program, "
                f"or choose another port: ./ausm up --port {port + 1}"
            )

    def _environment(self) -> Environment:
        return Environment(self.layout.state, self._memory.ports, Keys(self.layout), self._sandbox)

    def _start_applications(self) -> None:
        with self._progress.step("Starting the services and the gateway"):
            self.supervisor.start(*self._simulators, *APPLICATIONS)
            self.wait_ready(120)

    def _applications(self, environment: Environment) -> list[Program]:
        services = [
            Program(
                name, python_program("-m", "chassis.run", name), REPOSITORY, environment.of(name)
            )
            for name in SERVICES
        ]
        gateway = Program(
            "gateway", python_program("-m", "gateway"), REPOSITORY, environment.gateway()
        )
        played = simulators.programs(self.layout, self._memory.ports, self._simulators)
        return [*played, *services, gateway]
