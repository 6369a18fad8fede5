"""`./ausm backup` and `./ausm restore` for the native stack."""

import argparse
from collections.abc import Sequence

from backup import commands
from backup.installation import Installation
from chassis.config import Settings

from native import backup_in_compose
from native.backup_options import parse
from native.errors import StackError
from native.layout import SERVICES, STATE_DIR
from native.progress import Progress
from native.report import print_addresses
from native.stack import Stack


def run(command: str, arguments: Sequence[str]) -> int:
    """Run `backup`, `restore` or `backup-key`."""
    options = parse(command, arguments)
    if options.compose:
        return backup_in_compose.run(command, arguments)
    if command == "restore" and not options.check:
        return _restore(options, Stack(STATE_DIR, progress=Progress()))
    commands.run(options, lambda: installation_of(_running(Stack(STATE_DIR))))
    return 0


def installation_of(stack: Stack) -> Installation:
    """Return a native stack's stores and keys."""
    environments = {service: stack.env(service) for service in SERVICES}
    databases = {name: found["AUSM_DATABASE_URL"] for name, found in environments.items()}
    settings = {**environments["identity"], "AUSM_AMQP_URI": stack.admin_broker_url()}
    return Installation(databases, Settings(settings))


def _running(stack: Stack) -> Stack:
    if not stack.supervisor.is_running():
        raise StackError("The stack is not running. Start it first: ./ausm up -d")
    return stack


def _restore(options: argparse.Namespace, stack: Stack) -> int:
    """Restore while nothing runs but the servers, then start everything."""
    if stack.supervisor.is_running():
        raise StackError("The stack is running: stop it first, ./ausm down")
    with stack.servers_only():
        commands.run(options, lambda: installation_of(stack))
    stack.start()
    print_addresses(stack)
    return 0
