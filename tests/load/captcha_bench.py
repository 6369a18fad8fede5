"""How many captcha pictures machines read, and what one costs to draw.

    python tests/load/captcha_bench.py [--pictures 300]

Our own solver, and stock OCR where Debian's `tesseract-ocr` is installed. Fails when either reads
one of a hundred or more.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from identity.domain.captcha_letters import LETTERS
from identity.use_cases import captcha_pictures
from PIL import Image, ImageFilter, ImageOps
from support.captcha_solver import readings

PROMISED = 0.01
OCR = "tesseract"


def main() -> int:
    """Measure and print; the exit code says whether the promise holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=300)
    count = parser.parse_args().pictures
    started = time.process_time()
    pictures = {text: captcha_pictures.draw(text) for text in _texts(count)}
    cost = (time.process_time() - started) / count * 1000
    size = sum(map(len, pictures.values())) / count / 1024
    print(f"{count} pictures: {cost:.0f} ms of processor and {size:.1f} KiB each")
    readers = {"our solver": readings}
    if shutil.which(OCR):
        readers["stock OCR"] = _ocr_readings
    else:
        print("stock OCR is not installed: apt-get install tesseract-ocr")
    worst = 0.0
    for name, read in readers.items():
        hits = sum(text in read(png) for text, png in pictures.items())
        print(f"{name}: {hits} of {count}")
        worst = max(worst, hits / count)
    return int(worst >= PROMISED)


def _texts(count: int) -> Iterator[str]:
    seen: set[str] = set()
    while len(seen) < count:
        text = captcha_pictures.random_text()
        if text not in seen:
            seen.add(text)
            yield text


def _ocr_readings(png: bytes) -> Iterator[str]:
    """Return what OCR reads: as it is, without grain, and each threshold of three."""
    grey = Image.open(io.BytesIO(png)).convert("L")
    large = grey.resize((grey.width * 3, grey.height * 3))
    clean = ImageOps.autocontrast(large.filter(ImageFilter.MedianFilter(5)))
    yield _ocr(large)
    yield _ocr(clean)
    for tone in (96, 128, 160):
        yield _ocr(clean.point([255 * (value > tone) for value in range(256)]))


def _ocr(image: Image.Image) -> str:
    content = io.BytesIO()
    image.save(content, "PNG")
    command = [OCR, "-", "-", "--psm", "8", "-c", f"tessedit_char_whitelist={LETTERS}"]
    env = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(
        command, input=content.getvalue(), capture_output=True, env=env, check=False
    )
    return "".join(done.stdout.decode().split()).upper()


if __name__ == "__main__":
    sys.exit(main())
