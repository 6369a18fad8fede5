"""Made-up people and employers whose numbers pass every check of the platform."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_COUNTIES = ("110108", "310104", "330106", "440305", "510104", "420106", "320102", "370202")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = "明华丽芳伟敏静强磊洋艳勇军杰娟涛超霞平刚桂英慧婷宁"
# Beyond the BMP (two UTF-16 units each) or outside GBK: what picks a rare-character picker.
_RARE = "𫖯𬸚𬤇𬣙𫭟㛃䶮𬱖"
_SEPARATED = ("买买提·艾合买提", "阿依古丽·托合提", "扎西·次仁")
_FOREIGN = ("MARIA GARCIA", "玛丽亚·加西亚", "José Álvarez")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Person:
    """What one made-up person knows about themselves."""

    id_type: str
    id_number: str
    name: str
    gender: str
    birth_date: date
    phone: str
    password: str
    nationality: str | None = None

    def registration(self) -> dict[str, Any]:
        """Return the body of a registration, without SMS code and consents.

        Gender and birth date are only given where the number does not hold them.
        """
        body: dict[str, Any] = {
            "id_type": self.id_type,
            "id_number": self.id_number,
            "name": self.name,
            "password": self.password,
            "password_confirmation": self.password,
            "phone": self.phone,
        }
        if self.id_type != "resident_id":
            body |= {"gender": self.gender, "birth_date": self.birth_date.isoformat()}
        if self.nationality:
            body["nationality"] = self.nationality
        return body


def make_person(rng: random.Random, id_type: str = "resident_id") -> Person:
    """Return a person with this kind of certificate; the same `rng` state gives the same one."""
    birth = date(1970, 1, 1) + timedelta(days=rng.randrange(365 * 30))
    gender = rng.choice(("male", "female"))
    return Person(
        id_type=id_type,
        id_number=_NUMBERS[id_type](rng, birth, gender),
        name=make_name(rng, id_type),
        gender=gender,
        birth_date=birth,
        phone=f"1{rng.choice('35789')}{rng.randrange(10**9):09d}",
        # Threes of digits can be neither a run nor a repetition that the rules forbid.
        password="-".join(["Kj", *(f"{rng.randrange(1000):03d}" for _ in range(3)), "x"]),
        nationality="USA" if id_type == "passport" else None,
    )


def make_name(rng: random.Random, id_type: str = "resident_id") -> str:
    """Return a name; every third holds a rare character, some the separator U+00B7."""
    if id_type == "passport":
        return rng.choice(_FOREIGN)
    style = rng.randrange(6)
    if style == 0:
        return rng.choice(_SEPARATED)
    given = rng.choice(_GIVEN) + rng.choice(_GIVEN)
    if style in (1, 2):
        given = rng.choice(_RARE) + given[1:]
    return rng.choice(_SURNAMES) + given


def resident_id(rng: random.Random, birth: date, gender: str) -> str:
    """Return a resident ID number (GB 11643-1999)."""
    order = rng.randrange(0, 500) * 2 + (gender == "male")
    body = f"{rng.choice(_COUNTIES)}{birth:%Y%m%d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def _hk_macao_permit(rng: random.Random, _birth: date, _gender: str) -> str:
    return f"{rng.choice('HM')}{rng.randrange(10**8):08d}"


def _taiwan_permit(rng: random.Random, _birth: date, _gender: str) -> str:
    return f"{rng.randrange(10**8):08d}"


def _passport(rng: random.Random, _birth: date, _gender: str) -> str:
    return f"{rng.choice('CEGK')}{rng.randrange(10**8):08d}"


_NUMBERS = {
    "resident_id": resident_id,
    "hk_macao_permit": _hk_macao_permit,
    "taiwan_permit": _taiwan_permit,
    "passport": _passport,
}
ID_TYPES = tuple(_NUMBERS)


def make_uscc(rng: random.Random, county: str = "110108") -> str:
    """Return the unified social credit code of a clients (GB 32100-2015)."""
    subject = f"{rng.randrange(10**8):08d}"
    check = 11 - sum(int(d) * w for d, w in zip(subject, _ORG_WEIGHTS, strict=True)) % 11
    body = f"91{county}{subject}{'0' if check == 11 else 'X' if check == 10 else check}"
    total = sum(_USCC_SIGNS.index(sign) * pow(3, i, 31) for i, sign in enumerate(body))
    return body + _USCC_SIGNS[-total % 31]
