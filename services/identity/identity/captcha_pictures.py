"""Captchas to look at or to listen to, made beside the event loop."""

import base64
import secrets

import eventlet.tpool
from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha

# No 0 O 1 I L, 2 Z, 5 S, 8 B, Q: they look alike when bent.
LETTERS = "ACDEFGHJKMNPRTUVWXY34679"
DIGITS = "0123456789"  # the voices know digits
_LENGTHS = {"image": 4, "audio": 6}
_MEDIA_TYPES = {"image": "image/png", "audio": "audio/wav"}

_image = ImageCaptcha(width=160, height=60)
_audio = AudioCaptcha()


def new_text(kind: str) -> str:
    """Return a random text that suits the kind."""
    alphabet = LETTERS if kind == "image" else DIGITS
    return "".join(secrets.choice(alphabet) for _ in range(_LENGTHS[kind]))


def render(kind: str, text: str) -> str:
    """Return the captcha as a data URL; other calls go on meanwhile."""
    content = eventlet.tpool.execute(_draw if kind == "image" else _speak, text)
    return f"data:{_MEDIA_TYPES[kind]};base64,{base64.b64encode(content).decode()}"


def _draw(text: str) -> bytes:
    return _image.generate(text).getvalue()


def _speak(text: str) -> bytes:
    return bytes(_audio.generate(text))
