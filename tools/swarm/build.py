"""Write the files for Docker Swarm from docker-compose.yml.

python -m tools.swarm.build            write ops/swarm/stack.yml and ops/swarm/jobs.sh
python -m tools.swarm.build --check    fail if they differ from what would be written
"""

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tools.swarm.translate import config_files, jobs_in_order, lasting, stack_service

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "ops/swarm"
_STACK_HEAD = """\
# Made from docker-compose.yml by `python -m tools.swarm.build`: change that file, not this one.
# Deployed by ops/swarm/deploy.sh, which also runs the one-shot jobs in their order.
"""
_JOBS_HEAD = """\
# Made from docker-compose.yml by `python -m tools.swarm.build`; read by deploy.sh.
# job NAME IMAGE MEMORY NETWORKS SECRETS SETTING… -- COMMAND…
# shellcheck shell=sh disable=SC2016
"""


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Tell that nothing is to be referred to by a sign."""
        return True


def build() -> dict[str, str]:
    """Return the text of each file by its name."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    stack = yaml.dump(_stack(compose), Dumper=_Plain, sort_keys=False, allow_unicode=True)
    jobs = "".join(_job(name, compose["services"][name]) for name in jobs_in_order(compose))
    return {"stack.yml": _STACK_HEAD + stack, "jobs.sh": _JOBS_HEAD + jobs}


def _stack(compose: Mapping[str, Any]) -> dict[str, Any]:
    services = {name: stack_service(name, each) for name, each in lasting(compose).items()}
    volumes = {v.split(":")[0] for s in services.values() for v in s.get("volumes", ()) if ":" in v}
    networks = {
        name: {"driver": "overlay", "attachable": False, **(options or {})}
        for name, options in compose["networks"].items()
    }
    return {
        "version": "3.9",
        "services": services,
        "networks": networks,
        "volumes": {name: {} for name in compose["volumes"] if name in volumes},
        "configs": {n: _file(n, f"../../{path}") for n, path in config_files(compose).items()},
        "secrets": {n: _file(n, f"${{AUSM_SECRETS}}/{n}") for n in _secrets(compose)},
    }


def _secrets(compose: Mapping[str, Any]) -> list[str]:
    """Return every secret that a service or job is given; Swarm wants each to exist."""
    services = compose["services"]
    given = {secret for name in jobs_in_order(compose) for secret in services[name]["secrets"]}
    for name, service in lasting(compose).items():
        made = stack_service(name, service).get("secrets", ())
        given |= {each if isinstance(each, str) else each["source"] for each in made}
    return sorted(given)


def _file(name: str, path: str) -> dict[str, str]:
    """Return a secret or config; Swarm never changes one, so that a new text needs a new name."""
    version = re.sub(r"[^A-Z0-9]", "_", name.upper())
    return {"name": f"${{AUSM_STACK:-ausm}}_{name}_${{AUSM_TEXT_{version}}}", "file": path}


def _job(name: str, service: Mapping[str, Any]) -> str:
    settings = service.get("environment", {})
    words = [
        service["image"],
        service["mem_limit"],
        " ".join(service["networks"]),
        " ".join(service["secrets"]),
        *(f"{key}={value}" for key, value in settings.items()),
    ]
    command = [shlex.quote(word.replace("$$", "$")) for word in service["command"]]
    # In double quotes the shell fills in ${NAME:-default} as compose would.
    quoted = [f'"{word}"' for word in words]
    return " \\\n    ".join([f"job {name}", *quoted, " ".join(["--", *command])]) + "\n"


def main() -> int:
    """Write both files, or compare them."""
    files = build()
    if "--check" in sys.argv:
        stale = [name for name, text in files.items() if (FOLDER / name).read_text() != text]
        print(f"not up to date: {', '.join(stale)}" if stale else "Swarm files are up to date")
        return int(bool(stale))
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
