"""Invented people and companies for the practice room's past: each number of the series is somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.domain.typed.ids import PRACTICE_REGION, check_digit

A_MONTH = 300  # numbers that one month may use up; the series is longer than two years of them
FLOORS = 18
_LANES = (131, 185, 233, 318, 501, 622, 715)
_WORK = ("会计", "销售", "厨师", "司机", "设计师", "护士", "教师", "保安", "程序员", "仓库管理员", "个体经营", "文员")
_RETIRED_BEFORE = 1966


class People:
    """The people of one month, in a fixed order; `take` skips those who do not suit, so nobody comes twice.

    Names, days of birth, numbers, phones and doors follow from a person's place in one scrambled series.
    """

    def __init__(self, names: Mapping[str, Any], month: int) -> None:
        self._surnames: str = names["surnames"]
        self._given: tuple[Sequence[str], Sequence[str]] = (names["men"], names["women"])
        self._next = month * A_MONTH

    def take(self, born: tuple[int, int] = (1955, 2000), sex: str = "") -> dict[str, Any]:
        """The next one born in these years, of this sex (男 女) when one is asked for."""
        while True:
            person = self._person(self._next)
            self._next += 1
            if born[0] <= int(person["birth_date"][:4]) <= born[1] and sex in {"", person["sex"]}:
                return person

    def _person(self, n: int) -> dict[str, Any]:
        men, women = self._given
        both = [*men, *women]
        j = n * 1789 % (len(self._surnames) * len(both))
        sex = "男" if j % len(both) < len(men) else "女"
        age_of_name = (j % len(men)) / len(men)  # the lists begin with the names that grandparents have
        year = 1948 + int(age_of_name * 52) + j % 3
        birth = f"{year}-{j % 12 + 1:02d}-{j // 80 % 28 + 1:02d}"
        serial = 300 + j % 350 * 2 + (sex == "男")
        number = f"{PRACTICE_REGION}{birth.replace('-', '')}{serial:03d}"
        rest, room = divmod(j, 6)
        rest, floor = divmod(rest, FLOORS)
        lane, house = divmod(rest, 12)
        return {
            "kind": "natural_person",
            "name": self._surnames[j % len(self._surnames)] + both[j % len(both)],
            "sex": sex,
            "ethnicity": "汉族",
            "birth_date": birth,
            "id_type": "居民身份证",
            "id_number": number + check_digit(number),
            "occupation": "退休" if year < _RETIRED_BEFORE else _WORK[j % len(_WORK)],
            "address": f"上海市示例区海棠路{_LANES[lane]}弄{house + 1}号{floor + 1}{room + 1:02d}室",
            "phone": f"1201{j * 1237 % 10**7:07d}",
        }


def upstairs(address: str) -> str:
    """A door of the same house, one floor up."""
    house, _, door = address.rpartition("号")
    return f"{house}号{int(door[:-3]) % FLOORS + 1}{door[-3:]}"


class Companies:
    """The companies of the park, by kind; of several of a kind they take turns."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._of: dict[str, list[dict[str, Any]]] = {}
        for n, row in enumerate(rows, 1):
            company = {k: v for k, v in row.items() if k not in {"kind", "short"}}
            company |= {"phone": f"1202000{n:04d}", "short": row["short"]}
            company["kind"] = "other_organisation" if row["kind"] == "organisation" else "legal_person"
            self._of.setdefault(row["kind"], []).append(company)

    def take(self, kind: str, turn: int) -> dict[str, Any]:
        found = self._of[kind]
        return dict(found[turn % len(found)])
