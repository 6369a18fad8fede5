"""Write the dashboards that Grafana shows.

python -m tools.dashboards.build            write ops/monitoring/dashboards/*.json
python -m tools.dashboards.build --check    fail if they differ from what would be written
"""

import json
import sys
from pathlib import Path

from tools.dashboards.events import EVENTS
from tools.dashboards.overview import OVERVIEW
from tools.dashboards.people import PEOPLE
from tools.dashboards.services import SERVICES
from tools.dashboards.sms import SMS

BOARDS = (OVERVIEW, SERVICES, EVENTS, PEOPLE, SMS)
FOLDER = Path(__file__).parents[2] / "ops/monitoring/dashboards"


def build() -> dict[str, str]:
    """Return the text of each file by its name."""
    return {
        f"{board.uid}.json": json.dumps(board.to_json(), ensure_ascii=False, indent=1) + "\n"
        for board in BOARDS
    }


def main() -> int:
    """Write all files, or compare them."""
    files = build()
    if "--check" in sys.argv:
        present = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
        print("dashboards are up to date" if present == files else "dashboards are not up to date")
        return int(present != files)
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
