"""Print the document: `python -m gateway.openapi > docs/openapi.json`."""

import json
import sys

from gateway.openapi.document import build_document
from gateway.routes import endpoints_for


def main() -> None:
    """Write the whole document, the sandbox included, as stable JSON."""
    document = build_document(endpoints_for(with_sandbox=True))
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
