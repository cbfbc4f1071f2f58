"""What happened in one file of the practice room's past: its talks, its agreement or none, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from desktop.domain.wording import amount_told, numeral

ROOM, COMMITTEE = "海棠创谷联合纠纷调处室", "上海市示例区海棠街道人民调解委员会"
COURT, ARBITRATION = "上海市示例区人民法院", "上海市示例区劳动人事争议仲裁委员会"
CONTENT = ("非常满意",) * 5 + ("满意",) * 11 + ("基本满意",) * 3 + ("不满意",)
OTHERWISE = ("满意", "基本满意", "基本满意", "不满意")
POLICE, LABOUR = ("p1", "p2"), ("u1", "li1")
BESIDE = {
    "police_110": POLICE,
    "police_station": POLICE,
    "procuratorate": POLICE,
    "labour_inspection": ("li1",),
    "trade_union": ("u1",),
}
USUALLY_BESIDE = ("l1", "l1", "l2", "z1")
PEOPLE_SAVED = 6  # in a prevented 群体性 matter that names no number of its own


@dataclass(frozen=True, slots=True)
class Times:
    """The days of one file, in their order; the last talk is the one that ended it."""

    received: date
    accepted: date
    talks: tuple[date, ...]
    performed: date
    closed: date
    archived: date

    @property
    def ended(self) -> date:
        return self.talks[-1]


@dataclass(frozen=True)
class Tale:
    """A story as it befell these two sides on these days; `workers` are those of a crew, the first one speaking."""

    story: Mapping[str, Any]
    rng: Random
    times: Times
    oral: bool
    sides: list[dict[str, Any]]
    source: str
    team: list[str]
    recorder: str
    workers: list[dict[str, Any]] = field(default_factory=list)

    @cached_property
    def asked_yuan(self) -> int:
        """What was asked for, in yuan; of a crew a round sum for each."""
        if "sum" not in self.story:
            return 0
        least, most, step = self.story["sum"]
        said = self.rng.randrange(least, most + 1, step)
        return said // (len(self.workers) * 100) * len(self.workers) * 100 if self.workers else said

    @cached_property
    def agreed_fen(self) -> int:
        least, most = self.story.get("part", (0, 0))
        part = self.rng.randint(least, most)
        return self.asked_yuan * 100 if part == 100 else self.asked_yuan * part // 1000 * 1000  # whole ten yuan

    @property
    def parties(self) -> list[dict[str, Any]]:
        """Those who stand in the file as parties: a crew stands in its list."""
        return self.sides[1:] if self.workers else self.sides

    @property
    def crowd(self) -> str:
        return f"等{len(self.workers)}人" if self.workers else ""

    def called(self, side: int) -> str:
        found: str = self.sides[side].get("short") or self.sides[side]["name"]
        return found

    def present(self) -> list[str]:
        return [side.get("legal_representative") or side["name"] for side in self.sides]

    def say(self, words: str) -> str:
        before = self.times.received.replace(day=1) - timedelta(days=150)
        return words.format(
            a=self.called(0),
            b=self.called(1),
            sum=f"{self.asked_yuan}元",
            crew=len(self.workers),
            month=f"{before.year}年{before.month}月",
            door=self.sides[0]["address"].removeprefix("上海市示例区"),
        )


def settled(tale: Tale, number: str) -> dict[str, Any]:
    """The talks that ended in an agreement, how it was kept, and what people said."""
    t, story, rng = tale.times, tale.story, tale.rng
    duties = list(_duties(tale))
    broken = bool(tale.agreed_fen) and not tale.oral and not tale.workers and rng.random() < 0.07
    found: dict[str, Any] = {
        "sessions": _sessions(tale, "达成口头协议" if tale.oral else "达成协议"),
        "agreement": _agreement(tale, number, duties),
        "performance": [
            {
                "seq": duty["seq"],
                "date": t.performed.isoformat(),
                "proof": "转账回单" if duty["kind"] == "money" else "现场照片",
                "status": "paid" if duty["kind"] == "money" else "done",
            }
            | ({"amount_fen": duty["amount_fen"]} if duty["kind"] == "money" else {})
            for duty in duties
            if not (broken and duty["kind"] == "money")
        ],
        "risk": _risk(tale),
    }
    by = tale.team[0]
    if broken:
        found |= _broken(tale)
        words = {"result": "到期没有付，已告知支付令和起诉途径", "satisfaction": rng.choice(OTHERWISE)}
        found["follow_ups"] = [
            asked(t.closed, by, "电话", about="付款", **words)
            | {"end": "elsewhere", "elsewhere": COURT, "ways_told": ["payment_order", "lawsuit"]}
        ]
        found["closing"] = {"date": t.closed.isoformat(), "result": "达成协议，转入其他程序", "outcome": "succeeded"}
        return found
    how = "走访" if rng.random() < 0.3 else "电话"
    result = {"result": tale.say(story["after"]), "satisfaction": rng.choice(CONTENT)}
    found["follow_ups"] = [asked(t.closed, by, how, about="履行情况", **result) | {"end": "settled"}]
    kept = "达成口头协议并履行" if tale.oral else "达成协议并履行"
    found["closing"] = {"date": t.closed.isoformat(), "result": kept, "outcome": "succeeded"}
    return found | _confirmed(tale)


def unsettled(tale: Tale, ending: Mapping[str, Any], outcome: str) -> dict[str, Any]:
    """Talks that came to nothing, or were not needed any more."""
    t, rng = tale.times, tale.rng
    gone = outcome == "withdrawn"
    said = {"result": ending["after"], "satisfaction": rng.choice(CONTENT if gone else OTHERWISE)}
    track = asked(t.closed, tale.team[0], "电话", about="后续情况", **said) | {"kind": "tracking"}
    track |= {"end": ending.get("end", "settled"), "demands": "" if gone else tale.say(tale.story["asks"][0])}
    if where := ending.get("where"):
        track["elsewhere"] = where
    return {
        "sessions": [] if gone else _sessions(tale, "未达成协议"),
        "agreement": None,
        "withdrawal" if gone else "termination": {"date": t.ended.isoformat(), "reason": ending["reason"]},
        "follow_ups": [{k: v for k, v in track.items() if v}],
        "risk": _risk(tale),
        "closing": {
            "date": t.closed.isoformat(),
            "result": "申请人撤回" if gone else "未达成协议，终止调解",
            "outcome": outcome,
        },
    }


def crew(tale: Tale) -> dict[str, Any]:
    """The list of the workers, each with the same wages owed."""
    if not tale.workers:
        return {}
    each = tale.asked_yuan * 100 // len(tale.workers)
    owed = tale.times.received.replace(day=1) - timedelta(days=1)
    return {
        "applicant_group": {
            "count": len(tale.workers),
            "representatives": [1, 2],
            "representative_letter": f"推举书({len(tale.workers)}人签名)",
        },
        "workers": [
            {k: person[k] for k in ("name", "sex", "id_number", "phone")}
            | {
                "no": n,
                "position": "外墙清洗工",
                "months_owed": [f"{owed:%Y-%m}"],
                "owed_fen": each,
                "migrant_worker": True,
                "signed_agreement": True,
                "outcome": "达成协议",
            }
            for n, person in enumerate(tale.workers, 1)
        ],
    }


def asked(on: date, by: str, method: str, *, about: str, result: str, satisfaction: str) -> dict[str, Any]:
    """One 回访."""
    said = {"about": about, "result": result, "satisfaction": satisfaction}
    return {"date": on.isoformat(), "method": method, "by": by, **said}


# -- the talks


def _sessions(tale: Tale, result: str) -> list[dict[str, Any]]:
    t, rng = tale.times, tale.rng
    beside = rng.choice(BESIDE.get(tale.source, LABOUR if tale.workers else USUALLY_BESIDE))
    hour = rng.choice((9, 10, 13, 14, 15, 18) if t.ended > t.received else (17, 18))
    place = tale.say(tale.story.get("place", ROOM)) if tale.oral else ROOM
    found = []
    for n, day in enumerate(t.talks, 1):
        last = n == len(t.talks)
        record = tale.say(tale.story["record"]) if last and result != "未达成协议" else "双方各说了经过，还有分歧。"
        found.append(
            {
                "no": n,
                "start": f"{day}T{hour:02d}:30",
                "end": f"{day}T{hour + 1:02d}:{rng.choice((10, 20, 40, 50)):02d}",
                "place": place,
                "attendees": [*tale.team, tale.recorder, beside],
                "parties_present": tale.present(),
                "others_consent": "双方同意",
                "result": result if last else "未达成一致，约定再次调解",
                "record": record,
            }
        )
    return found


# -- the agreement


def _duties(tale: Tale) -> list[dict[str, Any]]:
    payer, payee = (0, 1) if tale.story.get("pays") == "a" else (1, 0)
    refs = [side["id"] for side in tale.sides]
    due = tale.times.performed.isoformat()
    found: list[dict[str, Any]] = []
    if tale.agreed_fen:
        creditor = f"{len(tale.workers)}名职工(见附表)" if tale.workers else refs[payee]
        found.append(
            {
                "debtor": refs[payer],
                "creditor": creditor,
                "kind": "money",
                "about": tale.story["what"],
                "amount_fen": tale.agreed_fen,
                "due": due,
                "method": "逐人银行代发" if tale.workers else "银行转账",
                "account_tail": "" if tale.workers else f"{tale.rng.randint(0, 9999):04d}",
            }
        )
    if "act" in tale.story:
        found.append(
            {"debtor": refs[1], "creditor": refs[0], "kind": "act", "act": tale.say(tale.story["act"]), "due": due}
        )
    return [{"seq": n, **duty} for n, duty in enumerate(found, 1)]


def _agreement(tale: Tale, number: str, duties: list[dict[str, Any]]) -> dict[str, Any]:
    t, story = tale.times, tale.story
    both_sign = "可不签名(登记表由调解员签名、盖调委会印章)" if tale.oral else "各方当事人签名按指印或者盖章"
    return {
        "form": "oral" if tale.oral else "written",
        "no": number,
        "date": t.ended.isoformat(),
        "effective_date": t.ended.isoformat(),
        "place": tale.say(story.get("place", ROOM)) if tale.oral else ROOM,
        "copies": 1 if tale.oral else 3 + len(tale.workers),
        "dispute_facts": tale.say(story["why"]),
        "liability": "",
        "amount": {"fen": tale.agreed_fen, **amount_told(tale.agreed_fen)},
        "terms": _terms(tale, duties),
        "obligations": duties,
        "signatures": {
            "parties": both_sign,
            "mediators": tale.team,
            "recorder": tale.recorder,
            "seal": COMMITTEE,
        },
    }


def _terms(tale: Tale, duties: list[dict[str, Any]]) -> list[str]:
    day = f"{tale.times.performed.year}年{tale.times.performed.month}月{tale.times.performed.day}日"
    names = {side["id"]: tale.called(n) for n, side in enumerate(tale.sides)}
    said = []
    for duty in duties:
        who = names[duty["debtor"]]
        if duty["kind"] == "act":
            said.append(f"{who}于{day}前{duty['act']}。")
            continue
        told = amount_told(duty["amount_fen"])
        to = names.get(duty["creditor"], f"{tale.called(0)}等{len(tale.workers)}人")
        where = (
            f"转入{to}尾号{duty['account_tail']}的账户" if duty["account_tail"] else "转入本人工资卡，每人金额见附表"
        )
        said.append(f"{who}于{day}前向{to}支付{duty['about']}{told['words']}(¥{told['figures']})，{where}。")
    said.append("双方就本纠纷再无其他争议。")
    return ["".join(said)] if tale.oral else [f"{numeral(n)}、{text}" for n, text in enumerate(said, 1)]


def _confirmed(tale: Tale) -> dict[str, Any]:
    """司法确认 or 仲裁审查, where the story suits and there was time for it before the file was closed."""
    t, rng = tale.times, tale.rng
    if not tale.story.get("confirm") or not tale.agreed_fen or (t.closed - t.ended).days < 9 or rng.random() < 0.35:
        return {}
    applied, decided = t.ended + timedelta(days=1), t.closed - timedelta(days=1)
    days = {"applied": f"{applied}", "accepted": f"{applied + timedelta(days=2)}"}
    if tale.story["category"].startswith("labour") and rng.random() < 0.5:
        return {"arbitration_review": {**days, "organ": ARBITRATION, "arbitration_mediation_letter_date": f"{decided}"}}
    result = "valid" if rng.random() < 0.9 else "withdrawn"
    return {"judicial_confirmation": {**days, "ruled": f"{decided}", "result": result, "court": COURT}}


def _broken(tale: Tale) -> dict[str, Any]:
    """An agreement that was not kept, and the way that was taken."""
    kind = tale.rng.choice(("payment_order", "lawsuit"))
    applied = tale.times.closed.isoformat()
    return {kind: {"organ": COURT, "applied": applied}}


def _risk(tale: Tale) -> dict[str, Any]:
    if "risk" not in tale.story:
        return {"level": "green"}
    level, reason = tale.story["risk"]
    found: dict[str, Any] = {"level": level, "reasons": [tale.say(reason)]}
    if level == "orange":
        at = f"{tale.times.received}T17:30"
        found["reports"] = [{"at": at, "to": ["海棠路派出所", "海棠司法所"], "by": tale.team[0]}]
    if tale.rng.random() < 0.7:
        for what, people in tale.story.get("prevent", {}).items():
            saved = people or len(tale.workers) or PEOPLE_SAVED
            found["prevention"] = {f"{what}_cases": 1, f"{what}_people": saved}
    return found
