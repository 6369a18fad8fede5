"""In which order providers are tried for one delivery."""

import hashlib
import math
from collections.abc import Mapping, Sequence


def order_of(weights: Mapping[str, int | None], delivery_id: str) -> Sequence[str]:
    """Return the providers in the order of this delivery, which is always the same for it.

    Of all deliveries each provider comes first in as many as its weight says; weight 0 comes
    after all others. Without weights they come as they are listed.
    """
    if None in weights.values():
        return list(weights)
    return sorted(weights, key=lambda name: -_score(name, weights[name] or 0, delivery_id))


def _score(name: str, weight: int, delivery_id: str) -> float:
    """Weighted rendezvous hashing: the highest of -weight/ln(u) is chosen with its weight."""
    digest = hashlib.sha256(f"{delivery_id}/{name}".encode()).digest()
    fraction = (int.from_bytes(digest[:7], "big") + 1) / (2**56 + 1)
    return -weight / math.log(fraction)
