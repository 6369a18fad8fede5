"""How far three replicas of a CPU-bound service raise its throughput, on this machine.

    python tests/compose/scale_bench.py        (or ./ausm bench replicas)

One Python process computes on one core at most. Reading a draft is nearly all computing in
collection: rows, the field cipher, masks, JSON. It is measured twice: with replicas that share the
cores of this machine with everything else, and with replicas that may use a fixed part of a core
each, as on machines of their own. Fails if more replicas do not help these.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from demo.story import ScenarioClients
from native.layout import REPOSITORY, STATE_DIR
from native.progress import Progress
from support.compose.composition import Composition
from support.compose.engine import docker
from support.scenarios import Scenarios

LOADER = REPOSITORY / "tests" / "load" / "loader.py"
REPORT = STATE_DIR / "reports" / "replicas.md"
SERVICE, PATH = "collection", "/api/v1/me/collection"
REPLICAS = 3
CONNECTIONS = 24
READERS = 6
PART_OF_A_CORE = 0.2


@dataclass(frozen=True, slots=True)
class Setting:
    """What the replicas may use, and the least ratio that is promised for it; 0 promises nothing."""

    title: str
    cores: float
    promised: float


# Two cores also carry gateway, proxy, broker, database and the loader. One process fills what these
# leave of them, so with the cores shared there is nothing that more replicas could use.
SETTINGS = (
    Setting("sharing all cores", 0.0, 0.0),
    Setting(f"{PART_OF_A_CORE:g} core each", PART_OF_A_CORE, 1.8),
)


def run(composition: Composition, seconds: float, rounds: int) -> dict[Setting, list[float]]:
    """Measure every setting with one replica and with all; returns requests a second."""
    tokens = asyncio.run(_readers(composition.url))
    found: dict[Setting, list[float]] = {setting: [] for setting in SETTINGS}
    for count in (1, REPLICAS):
        composition.scale(**{SERVICE: count})
        for setting in SETTINGS:
            _allow(composition, setting.cores)
            rates = [_load(composition.url, tokens, seconds) for _ in range(rounds)]
            found[setting].append(median(rates))
    composition.scale(**{SERVICE: 1})
    return found


async def _readers(url: str) -> list[str]:
    """Return access tokens of people with a draft that holds all it can."""
    clients = ScenarioClients(url)
    scenarios = Scenarios(clients)
    scenarios_made = [await scenarios.filled_in() for _ in range(READERS)]
    await clients.close()
    return [str(scenario.client.access_token) for scenario in scenarios_made]


def _allow(composition: Composition, cores: float) -> None:
    """Let each replica use so much of a core; 0 means as much as there is."""
    ids = [one.id for one in composition.replicas(SERVICE)]
    docker("update", "--cpus", str(cores or os.cpu_count()), *ids)


def _load(url: str, tokens: list[str], seconds: float) -> float:
    command = [sys.executable, str(LOADER), url + PATH, "--seconds", str(seconds)]
    command += ["--connections", str(CONNECTIONS)]
    command += [word for token in tokens for word in ("--token", token)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    measured = json.loads(output)
    if set(measured["statuses"]) != {"200"} or measured["broken"]:
        raise ValueError(f"{url} did not always answer 200: {measured}")
    return float(measured["per_second"])


def report(found: dict[Setting, list[float]]) -> str:
    """Return the table in Markdown."""
    lines = [
        f"GET {PATH}, {CONNECTIONS} connections, {os.cpu_count()} cores for all containers and the loader",
        "",
        f"| replicas of {SERVICE} | 1 | {REPLICAS} | ratio | promised |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {setting.title} | {one:,.0f}/s | {three:,.0f}/s | **{three / one:.2f}** | ≥ {setting.promised:g} |"
        for setting, (one, three) in found.items()
    ]
    return "\n".join(lines)


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    kept = os.environ.get("AUSM_TEST_COMPOSITION")
    with tempfile.TemporaryDirectory(prefix="ausm-bench-") as folder:
        project = os.environ.get("COMPOSE_PROJECT_NAME", "ausm-bench")
        composition = Composition(Path(kept or folder), project, Progress())
        try:
            if not composition.is_ready():
                composition.start()
            found = run(composition, options.seconds, options.rounds)
        finally:
            if not kept:
                composition.erase()
    text = report(found)
    print(text)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(f"# Replicas of a CPU-bound service\n\n{text}\n")
    kept_promises = (b / a >= setting.promised for setting, (a, b) in found.items())
    return 0 if all(kept_promises) else 1


if __name__ == "__main__":
    sys.exit(main())
