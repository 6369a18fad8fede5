"""Look for secrets by the settings and judgements of `.secrets.baseline`: `secret_scan.py FILE …`.

It differs from detect-secrets' own hook in two points: the baseline is not rewritten when lines
move, and an entry counts only once a person has judged it (`is_secret: false`; ADR 0053).
"""

import sys
from collections.abc import Iterable, Iterator

from detect_secrets.core import baseline
from detect_secrets.core.secrets_collection import SecretsCollection

BASELINE = ".secrets.baseline"


def suspicions(files: Iterable[str], judged_in: str = BASELINE) -> Iterator[str]:
    """Yield a line for each place that looks like a secret and was not judged."""
    kept = baseline.load(baseline.load_from_file(judged_in), judged_in)
    judged = {(name, one.secret_hash) for name, one in kept if one.is_secret is False}
    found = SecretsCollection()
    for file in files:
        found.scan_file(file)
    for name, one in found:
        if (name, one.secret_hash) not in judged:
            yield f"{name}:{one.line_number}: {one.type}"


if __name__ == "__main__":
    lines = list(suspicions(sys.argv[1:]))
    if lines:
        print("\n".join(lines))
        print(
            "Take secrets out of the files. Where one only looks like it, end the line with "
            "`# pragma: allowlist secret` or enter it into .secrets.baseline."
        )
    sys.exit(1 if lines else 0)
