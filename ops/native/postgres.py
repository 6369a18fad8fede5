"""A private PostgreSQL: one database and one log-in role for each service."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg2
from psycopg2 import sql

from native.accounts import account_for, as_account, give, make_private, write_private
from native.errors import StackError
from native.layout import Layout
from native.packages import postgres_folder
from native.programs import Program

OWNER = "ausm"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "48MB",
    "max_connections": "150",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "512MB",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # Says which statements run how often and for how long: for operators and for load tests.
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.max": "1000",
    "pg_stat_statements.track_utility": "off",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def prepare(layout: Layout, password: str) -> str | None:
    """Make the cluster unless it exists; return the account that the server runs under."""
    account = account_for("postgres")
    data = layout.data("postgres")
    if (data / "PG_VERSION").exists():
        return account
    make_private(data, account)
    phrase = data.parent / "postgres.pw"
    write_private(phrase, password, account)
    try:
        _initdb(data, phrase, account)
    finally:
        phrase.unlink()
    return account


def program(layout: Layout, port: int, account: str | None, *, durable: bool) -> Program:
    """Return the server's process."""
    settings = _SETTINGS if durable else _SETTINGS | _FORGETFUL
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    data = layout.data("postgres")
    return Program(
        name="postgres",
        command=(str(_folder() / "postgres"), "-D", str(data), "-p", str(port), *options),
        folder=data,
        account=account,
        stop_signal="INT",
        stop_seconds=20,
        signal_group=False,
    )


def url(port: int, user: str, password: str, database: str) -> str:
    """Return the address of a database."""
    return f"postgresql://{user}:{password}@127.0.0.1:{port}/{database}"


def wait(address: str, seconds: float) -> None:
    """Wait until the server answers a query."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg2.connect(address, connect_timeout=2).close()
        except psycopg2.OperationalError as error:
            if time.monotonic() > deadline:
                raise StackError(
                    f"PostgreSQL did not start in {seconds:.0f} s: {error}. "
                    "See ./ausm logs postgres"
                ) from error
            time.sleep(0.1)
        else:
            return


def create_databases(address: str, roles: Mapping[str, str]) -> None:
    """Give each role (name → password) its own database, closed to the others."""
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        known = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT datname FROM pg_database")
        databases = {row[0] for row in cursor.fetchall()}
    _run_each(connection, [sql.SQL("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")])
    for role, password in roles.items():
        name = sql.Identifier(role)
        verb = "ALTER" if role in known else "CREATE"
        statements = [
            sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(password))
        ]
        if role not in databases:
            statements.append(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
        statements.append(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        _run_each(connection, statements)
    connection.close()


def _run_each(
    connection: "psycopg2.extensions.connection", statements: Sequence[sql.Composable]
) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _initdb(data: Path, phrase: Path, account: str | None) -> None:
    give(data, account)
    command = [
        str(_folder() / "initdb"),
        "-D",
        str(data),
        "-U",
        OWNER,
        "--pwfile",
        str(phrase),
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", **as_account(account)
    )  # type: ignore[call-overload]
    if done.returncode != 0:
        raise StackError(f"PostgreSQL could not make its data folder {data}: {done.stderr.strip()}")


def _folder() -> Path:
    folder = postgres_folder()
    if folder is None:
        raise StackError(
            "PostgreSQL 15 or newer is not installed: run ./ausm up, which installs it."
        )
    return folder
