"""Keeps the processes running: supervisord with a generated configuration."""

import hashlib
import http.client
import os
import signal
import subprocess
import time
import xmlrpc.client
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import psutil
from supervisor.xmlrpc import SupervisorTransport

from native.accounts import write_private
from native.errors import StackError
from native.layout import Layout
from native.programs import Program, python_program

_SOCKET_LIMIT = 100  # the kernel allows 107 characters
# In the environment of every process of a stack, so that orphans can be told from others.
MARK = "AUSM_STATE_DIR"
_AT_REST = ("STOPPED", "FATAL")
_GONE = (OSError, http.client.HTTPException, xmlrpc.client.Error)


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """One process as the supervisor sees it; `rss_mb` counts shared pages once where possible."""

    name: str
    state: str
    pid: int
    rss_mb: float


class Supervisor:
    """Starts, watches and stops the programs of one stack."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._configuration = layout.run / "supervisord.conf"
        self._socket = _socket_path(layout.run)

    def is_running(self) -> bool:
        """Tell whether the supervisor answers."""
        try:
            return bool(self._call().getState()["statename"])
        except _GONE:
            return False

    def launch(self, programs: Sequence[Program], holding: Sequence[int] = ()) -> None:
        """Start the supervisor with these programs, none of them started yet.

        It inherits the descriptors in `holding` and keeps them open, its children do not.
        """
        with suppress(FileNotFoundError):
            self._socket.unlink()
        write_private(self._configuration, self._text(programs))
        # A session of its own: Ctrl-C at the terminal reaches us alone, and we stop it in order.
        subprocess.Popen(
            python_program("-m", "supervisor.supervisord", "-n", "-c", str(self._configuration)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=holding,
            cwd="/",
        )
        deadline = time.monotonic() + 20
        while not self.is_running():
            if time.monotonic() > deadline:
                raise StackError(
                    f"The process manager did not start; see {self._layout.log}/supervisor.log"
                )
            time.sleep(0.05)

    def start(self, *names: str) -> None:
        """Start programs and return at once; one that dies is started again by itself."""
        for name in names:
            with suppress(xmlrpc.client.Fault):  # already started
                self._call().startProcess(name, False)  # noqa: FBT003 - XML-RPC

    def stop(self, *names: str, seconds: float = 40) -> None:
        """Stop programs, all at once, and wait until they are gone."""
        deadline = time.monotonic() + seconds
        # One that has just died is about to be started again: it can be stopped only then.
        while going := [n for n in names if self.info(n)["statename"] not in _AT_REST]:
            for name in going:
                self._ask_to_stop(name)
            if time.monotonic() > deadline:
                raise StackError(f"These did not stop in {seconds:.0f} s: {', '.join(going)}")
            time.sleep(0.1)

    def crash(self, name: str) -> None:
        """End a program without warning, children included; it is started again by itself."""
        _signal_group(self.info(name)["pid"], signal.SIGKILL)

    def crash_for_good(self, name: str) -> None:
        """End a program without warning and leave it down."""
        pid = self.info(name)["pid"]
        # Frozen, it cannot act on the request to stop, by which the supervisor learns not to
        # start it again.
        _signal_group(pid, signal.SIGSTOP)
        self._ask_to_stop(name)
        _signal_group(pid, signal.SIGKILL)
        self.stop(name)

    def wait_running(self, *names: str, seconds: float = 30) -> None:
        """Wait until programs have stayed up for the first second."""
        deadline = time.monotonic() + seconds
        while waiting := [name for name in names if self.info(name)["statename"] != "RUNNING"]:
            if time.monotonic() > deadline:
                raise StackError(
                    f"{', '.join(waiting)} did not come up in {seconds:.0f} s: "
                    f"see {self._layout.log}/{waiting[0]}.log"
                )
            time.sleep(0.1)

    def info(self, name: str) -> dict[str, Any]:
        """Return what the supervisor knows of one program."""
        found: dict[str, Any] = self._call().getProcessInfo(name)
        return found

    def listens(self, name: str, port: int) -> bool:
        """Tell whether the program itself, and no stranger, listens on the port."""
        pid = self.pids().get(name)
        try:
            sockets = psutil.Process(pid).net_connections("tcp") if pid else []
        except psutil.Error:
            return False
        return any(s.status == psutil.CONN_LISTEN and s.laddr[1] == port for s in sockets)

    def status(self) -> list[ProcessStatus]:
        """Return all programs."""
        return [
            ProcessStatus(
                each["name"], each["statename"].lower(), each["pid"], _memory(each["pid"])
            )
            for each in self._call().getAllProcessInfo()
        ]

    def pid(self) -> int:
        """Return the supervisor's own process id."""
        return int(self._call().getPID())

    def pids(self) -> dict[str, int]:
        """Return each program's process id, 0 for one that does not run now."""
        try:
            return {each["name"]: each["pid"] for each in self._call().getAllProcessInfo()}
        except _GONE:
            return {}

    def own_memory(self) -> float:
        """Return the MB that the supervisor itself takes."""
        return _own_share(psutil.Process(self.pid())) / 1_000_000

    def shut_down(self) -> None:
        """Stop what still runs, then the supervisor itself."""
        pid = self.pid()
        with suppress(*_GONE):
            self._call().shutdown()
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            psutil.Process(pid).wait(60)

    def _ask_to_stop(self, name: str) -> None:
        with suppress(xmlrpc.client.Fault):  # not running, or stopping already
            self._call().stopProcess(name, False)  # noqa: FBT003 - XML-RPC

    def _call(self) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def _text(self, programs: Sequence[Program]) -> str:
        run, log = self._layout.run, self._layout.log
        head = (
            f"[unix_http_server]\nfile={self._socket}\nchmod=0700\n\n"
            f"[supervisord]\nlogfile={log}/supervisor.log\nlogfile_maxbytes=1MB\n"
            f"logfile_backups=1\npidfile={run}/supervisord.pid\nchildlogdir={log}\n"
            f'environment={MARK}="{self._layout.state}"\n'
            + ("user=root\n" if os.geteuid() == 0 else "")
            + "\n[rpcinterface:supervisor]\n"
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n\n"
        )
        ordered = [
            program.section(log).replace("\n", f"\npriority={place}\n", 1)
            for place, program in enumerate(programs)
        ]
        return head + "\n".join(ordered)


def end_orphans(state: Path) -> int:
    """End processes that an earlier supervisor of this stack left behind; return how many."""
    orphans = [
        process
        for process in psutil.process_iter()
        if process.pid != os.getpid() and _belongs_to(process, state)
    ]
    for process in orphans:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(orphans, timeout=15)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    return len(orphans)


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a program and its children; each program leads a process group of its own."""
    if pid:
        with suppress(ProcessLookupError):
            os.killpg(pid, number)


def _belongs_to(process: psutil.Process, state: Path) -> bool:
    try:
        return bool(process.environ().get(MARK) == str(state))
    except (psutil.Error, OSError):
        return False


def _memory(pid: int) -> float:
    """Return the MB resident in a process and its children; a shared page is split by its users.

    Where the kernel does not tell that of another account's process (in a container), shared
    pages are counted with the parent alone.
    """
    if not pid:
        return 0.0
    try:
        process = psutil.Process(pid)
        children = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return 0.0
    shares = [_own_share(process), *(_own_share(child, with_shared=False) for child in children)]
    return sum(shares) / 1_000_000


def _own_share(process: psutil.Process, *, with_shared: bool = True) -> float:
    with suppress(psutil.Error):
        try:
            return float(process.memory_full_info().pss)
        except psutil.AccessDenied:
            usage = process.memory_info()
            return float(usage.rss if with_shared else usage.rss - usage.shared)
    return 0.0


def _socket_path(run: Path) -> Path:
    path = run / "supervisor.sock"
    if len(str(path)) <= _SOCKET_LIMIT:
        return path
    return Path(gettempdir()) / f"ausm-{hashlib.sha256(str(run).encode()).hexdigest()[:16]}.sock"
