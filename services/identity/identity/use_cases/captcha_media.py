"""Image and audio captchas, rendered in threads beside the event loop."""

import base64
import secrets

import eventlet.semaphore
import eventlet.tpool
from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha
from contracts.errors import TooManyRequests

# No 0 O 1 I L, 2 Z, 5 S, 8 B, Q: they look alike when bent.
LETTERS = "ACDEFGHJKMNPRTUVWXY34679"
DIGITS = "0123456789"  # the voices know digits
_LENGTHS = {"image": 4, "audio": 6}
_MEDIA_TYPES = {"image": "image/png", "audio": "audio/wav"}

_image = ImageCaptcha(width=160, height=60)
_audio = AudioCaptcha()
_audio.load()  # it would load while speaking, which two threads at once do not survive
# Half a second of computing each, for anybody who asks: callers queue, and not for long.
_audio_slots = eventlet.semaphore.Semaphore(2)
_LONGEST_WAIT_SECONDS = 5


def random_text(kind: str) -> str:
    """Return a random text that suits the kind."""
    alphabet = LETTERS if kind == "image" else DIGITS
    return "".join(secrets.choice(alphabet) for _ in range(_LENGTHS[kind]))


def render(kind: str, text: str) -> str:
    """Return the captcha as a data URL; other calls go on meanwhile.

    Raises TooManyRequests when too many sounds are asked for at once.
    """
    content = eventlet.tpool.execute(_draw_image, text) if kind == "image" else _draw_audio(text)
    return f"data:{_MEDIA_TYPES[kind]};base64,{base64.b64encode(content).decode()}"


def _draw_image(text: str) -> bytes:
    return _image.generate(text).getvalue()


def _draw_audio(text: str) -> bytes:
    if not _audio_slots.acquire(timeout=_LONGEST_WAIT_SECONDS):
        raise TooManyRequests(details={"retry_after": _LONGEST_WAIT_SECONDS})
    try:
        return bytes(eventlet.tpool.execute(_audio.generate, text))
    finally:
        _audio_slots.release()
