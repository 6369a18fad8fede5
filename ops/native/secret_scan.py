"""Looks for secrets in the files of the repository: keys, tokens, passwords in addresses.

What looks like one and is none stands in `.secrets.baseline`, by file and digest, each judged by a
person (`is_secret: false`), or carries `pragma: allowlist secret` in its line.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from native.layout import REPOSITORY

BASELINE = REPOSITORY / ".secrets.baseline"
# Without the detector of telling names: it takes every `password = "…"` of a test for a secret.
_DETECTORS = (
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
_SETTINGS = {
    "plugins_used": [
        *({"name": name} for name in _DETECTORS),
        {"name": "Base64HighEntropyString", "limit": 4.5},
        {"name": "HexHighEntropyString", "limit": 3.4},
    ],
    "filters_used": [
        {"path": f"detect_secrets.filters.{name}"}
        for name in (
            "allowlist.is_line_allowlisted",
            "heuristic.is_likely_id_string",
            "heuristic.is_sequential_string",
            "heuristic.is_templated_secret",
            "heuristic.is_indirect_reference",
            "heuristic.is_prefixed_with_dollar_sign",
        )
    ],
}
# Digests of packages, data of authorities, and what is generated from tested sources.
_LEFT_OUT = (
    *(".lock", ".csv", ".min.js", ".secrets.baseline"),
    *("docs/openapi.json", "ops/swarm/jobs.sh"),
)


def suspicions() -> list[str]:
    """Return a line for each place that looks like a secret and was not judged."""
    names = [name for name in _listed() if not name.endswith(_LEFT_OUT)]
    judged = _judged(BASELINE)
    return [
        f"{name}:{line}: {kind}"
        for name, line, kind, digest in found_in(REPOSITORY, names)
        if (name, digest) not in judged
    ]


def found_in(root: Path, names: Iterable[str]) -> Iterator[tuple[str, int, str, str]]:
    """Yield file, line, kind and digest of what looks like a secret."""
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import transient_settings

    with transient_settings(_SETTINGS):
        for name in names:
            if (root / name).is_file():
                for found in scan_file(str(root / name)):
                    yield name, found.line_number, found.type, found.secret_hash


def _listed() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.splitlines()


def _judged(baseline: Path) -> set[tuple[str, str]]:
    kept = json.loads(baseline.read_text())["results"]
    return {
        (name, entry["hashed_secret"])
        for name, entries in kept.items()
        for entry in entries
        if entry.get("is_secret") is False
    }


def main() -> int:
    """Run as a program; 1 if something looks like a secret."""
    found = suspicions()
    for line in found:
        print(line)
    if found:
        print(
            "Take secrets out of the files. Where one only looks like it, end the line with "
            "`# pragma: allowlist secret` or enter it into .secrets.baseline."
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
