"""One database and one log-in role for each service, on a PostgreSQL server reached by network."""

from pathlib import Path
from urllib.parse import urlsplit

from native import postgres
from native.layout import SERVICES

from deploy import mounted


def set_up(secrets: Path) -> str:
    """Create or correct roles and databases; safe to repeat."""
    admin = mounted.read(secrets, "postgres_admin_url")
    postgres.wait(admin, 60)
    roles: dict[str, str] = {}
    for service in SERVICES:
        address = urlsplit(mounted.read(secrets, f"{service}_database_url"))
        roles[address.username or ""] = address.password or ""
    postgres.create_databases(admin, roles)
    return f"{len(roles)} databases"
