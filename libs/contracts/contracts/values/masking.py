"""How personal data is shown where the full value is not needed; counted by code point."""

MASK = "*"
_ADDRESS_SHOWN = 6
_HIDDEN_TAIL = MASK * 4
# The asterisk in all the forms that input methods and pages make of it.
_MASK_SIGNS = frozenset("*＊﹡∗⁎✱")


def looks_masked(text: str) -> bool:
    """Tell whether something may be left out of a text; nothing that is masked contains the signs."""
    return not _MASK_SIGNS.isdisjoint(text)


def mask_name(name: str) -> str:
    """Return `张*`, `欧**明`: the first character, and the last if there are three or more."""
    if len(name) == 1:
        return MASK
    if len(name) <= 2:
        return name[:1] + MASK * (len(name) - 1)
    return name[0] + MASK * (len(name) - 2) + name[-1]


def mask_id_number(number: str) -> str:
    """Return `110***********002X` for a resident number, `H1*****78` for others."""
    if len(number) >= 15:
        return _keep_ends(number, 3, 4)
    return _keep_ends(number, 2, 2)


def mask_phone(phone: str) -> str:
    """Return `138****1234`."""
    return _keep_ends(phone, 3, 4)


def mask_address(address: str) -> str:
    """Return the first characters, which name the place; how much follows is not shown."""
    shown = min(_ADDRESS_SHOWN, len(address) // 2)
    return address[:shown] + _HIDDEN_TAIL if address else ""


def mask_email(address: str) -> str:
    """Return `z***@example.com`."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}{MASK * 3}{at}{domain}" if at else _HIDDEN_TAIL


def _keep_ends(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden <= 0:
        return MASK * len(text)
    return text[:head] + MASK * hidden + text[-tail:]


def mask_employer_phone(phone: str) -> str:
    """Return `***-****5678-***`: the last four digits of the number, neither area nor extension."""
    area, local, extension = _parts_of_phone(phone)
    shown = MASK * max(0, len(local) - 4) + local[-4:]
    return "-".join([*_hidden(area), shown, *_hidden(extension)])


def _parts_of_phone(phone: str) -> tuple[list[str], str, list[str]]:
    """Return area, number and extension of a number as it is kept (`values.phones`)."""
    parts = phone.split("-")
    if phone.startswith("0") and len(parts) > 1:
        return parts[:1], parts[1], parts[2:]
    return [], parts[0], parts[1:]


def _hidden(parts: list[str]) -> list[str]:
    return [MASK * len(part) for part in parts]
