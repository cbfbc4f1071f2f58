"""A decision as it is asked: what it is about, the answers, and what may be typed besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.commands.handbook import Handbook
from desktop.commands.syncing.concerned import DELETE, KEEP, RENUMBER, SEEN, SUPPLEMENT, choices
from desktop.commands.syncing.decisions import FIELDS, Decision, Place, Side
from desktop.commands.syncing.typed import can_type
from desktop.domain.merging import DELETED
from desktop.domain.typed import phone_text
from desktop.ui.sync.differing import Piece, alike, pieces
from desktop.ui.sync.said import BY_FIELD, MOST_FIELDS, act_word, when
from desktop.ui.words import PARTY_ROLES
from desktop.ui.words_fields import KIND_WORDS, NOTHING, QUIET, Speaker, field_word

HERE, ELSEWHERE = "这台电脑", "另一台电脑"
MASKED = frozenset({"phone", "id_number"})

CONCERNS: Mapping[str, tuple[str, str]] = {  # what it is, and what happened
    "delete_edit": ("删除与修改", "一台删除了它,另一台同时改了它,现在先照旧保留"),
    "unmerged_edit": ("修改未并入已签协议", "协议签发时,另一台还在改;签发的文字一个字也没有动"),
    "double_signed": ("双重签署", "两台电脑各签发了一份,两份都留着,须由人认定以哪一份为准"),
    "double_signed_file": ("签了两份协议", "同一件纠纷同一天签了两份协议,两份都留着"),
    "double_draft": ("起草了两份协议", "两台电脑各起草了一份,页面上只显示后起草的一份"),
    "invalid_merge": ("合在一起不合规则", "两边改的合在一起不成立,现在只显示后改的一边"),
    "double_number": ("编号重复", "两件纠纷用了同一个编号,已打印的不会自动改"),
    "both_moved": ("两边各办了一步", "两台电脑不知道对方,各把这件往前办了一步"),
    "overpaid": ("收款超过应付", "两边各记了款项,加起来超过应付的金额"),
    "changed_after_close": ("结案后又有改动", "一台已经结案,另一台同时还在改"),
    "clock_far_ahead": ("时钟不准", "有一台电脑的时钟快得太多,它记的时间不可信"),
    "frozen_twice": ("月报封存了两次", "两台电脑各封存了同一个月,两份都留着"),
}
TO_DO: Mapping[str, str] = {  # what a person does about it
    "invalid_merge": "打开这一件,把正确的内容填好。",
    "double_signed_file": "与双方核对以哪一份为准,把结论写进卷里;两份都不会自动作废。",
    "double_number": "没有发出去的那一件改号;已经打印、签发的那一件保留原号。",
    "both_moved": "打开这一件,核对现在的环节对不对;不对就照实办到对的环节。",
    "overpaid": "与当事人核对,多记的那一笔删去;真是多付的,写明如何退还。",
    "changed_after_close": "打开这一件看改了什么;确需再办的,用“再次调解”。",
    "clock_far_ahead": "把那台电脑的日期和时间校准;记录的先后以它们的内容为准。",
    "frozen_twice": "核对两份月报,向街道报送的以哪一份为准,写进“更正原因”。",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A value in words: its label where there are several, and what differs in it."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the cards: `title` says whose or what, `values` what would stand, `lines` who, when and where."""

    title: str
    values: tuple[Spoken, ...]
    lines: tuple[str, ...]
    choice: int | str
    shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A decision as it is asked. `third`: the labels of the lines in which another value may be typed.

    `note`: what to write beside the choice, and whether it must be written.
    """

    decision: Decision
    label: str
    before: str
    why: str
    answers: tuple[Answer, ...]
    chosen: int = 0
    third: tuple[str, ...] = ()
    note: str = ""
    note_needed: bool = False
    foot: str = ""
    yes: str = "用选中的"
    masked: bool = False


class Asker:
    """Puts decisions into words; `uncovered`: phones and identity numbers may be read in full now."""

    def __init__(self, names: Mapping[UUID, str], handbook: Handbook, now: datetime) -> None:
        self._speaker, self._now = Speaker(names, handbook), now

    def ask(self, decision: Decision, *, uncovered: bool = False) -> Question:
        if decision.code == FIELDS:
            return self._values(decision, uncovered)
        return self._concern(decision)

    def _values(self, decision: Decision, uncovered: bool) -> Question:
        several = len(decision.places) > 1
        masked = any(place.field in MASKED for place in decision.places)
        before = [self._say(p, v, uncovered) for p, v in zip(decision.places, decision.before, strict=True)]
        answers = []
        for n, side in enumerate(decision.sides):
            spoken = []
            for at, place in enumerate(decision.places):
                text = self._say(place, side.values[at], uncovered)
                others = [self._say(place, o.values[at], uncovered) for o in decision.sides if o is not side]
                against = _against(text, before[at], others)
                spoken.append(Spoken(field_word(place.kind, place.field) if several else "", pieces(text, against)))
            answers.append(
                Answer(
                    title=HERE if side.here else side.station or ELSEWHERE,
                    values=tuple(spoken),
                    lines=self._lines(side),
                    choice=n,
                    shown=side.shown,
                )
            )
        typed = all(can_type(place.kind, place.field) for place in decision.places)
        labels = tuple(field_word(place.kind, place.field) for place in decision.places)
        stations = len({side.station for side in decision.sides})
        return Question(
            decision=decision,
            label=self.label(decision),
            before="" if several else f"原来:{before[0]}" if before[0] != NOTHING else "原来没有填",
            why=f"{'两' if stations < 3 else stations}台电脑在联上之前都改了{'这几项' if several else '这一项'}",
            answers=tuple(answers),
            chosen=decision.shown,
            third=labels if typed else (),
            foot="没选中的值留在「记录」里,可随时恢复;选定前两边照常办案。",
            masked=masked and not uncovered,
        )

    def _concern(self, decision: Decision) -> Question:
        title, happened = CONCERNS.get(decision.code, ("需要核对", "两台电脑做的事碰在了一起"))
        thing = self.thing(decision)
        return Question(
            decision=decision,
            label=f"{title}·{thing}" if thing else title,
            before="",
            why=happened,
            answers=tuple(self._answers(decision)),
            chosen=0,
            note=_NOTES.get(decision.code, "可以写一句说明"),
            note_needed=decision.code == "double_signed",
            foot=TO_DO.get(decision.code, "两边写过的都留在「记录」里。"),
            yes="就这样定",
        )

    def _answers(self, decision: Decision) -> list[Answer]:
        sides = decision.sides
        wrote = self._wrote(decision)
        found = []
        for n, choice in enumerate(choices(decision)):
            match choice:
                case "keep":
                    lines = self._lines(sides[0]) if sides else ()
                    found.append(Answer(title="保留", values=wrote, lines=lines, choice=KEEP, shown=True))
                case "delete":
                    lines = self._lines(sides[-1]) if sides else ()
                    gone = (Spoken("", (Piece(f"删除这{_MEASURES.get(decision.kind, '一条')}", True),)),)
                    found.append(Answer(title="删除", values=gone, lines=lines, choice=DELETE))
                case "seen":
                    words = "知道了" if decision.code == "unmerged_edit" else "已核对"
                    lines = tuple(line for side in sides for line in self._lines(side))
                    found.append(Answer(title=words, values=wrote, lines=lines, choice=SEEN))
                case "renumber":
                    said = (Spoken("", (Piece(f"{decision.number} 改号,原号登记作废"),)),)
                    lines = ("下面写明改号的原因;协议已按这个号签发的,请给另一件改",)
                    found.append(Answer(title="给这一件改号", values=said, lines=lines, choice=RENUMBER))
                case "supplement":
                    said = (Spoken("", (Piece("把没有并入的修改写进补充协议"),)),)
                    lines = ("下面写明补充协议要写什么",)
                    found.append(Answer(title="另订补充协议", values=said, lines=lines, choice=SUPPLEMENT))
                case _:
                    side = sides[n]
                    said = (Spoken("", (Piece(f"以{side.station or ELSEWHERE}签发的为准"),)),)
                    title = HERE if side.here else side.station or ELSEWHERE
                    found.append(
                        Answer(title=title, values=said, lines=self._lines(side), choice=choice, shown=side.shown)
                    )
        return found

    def _wrote(self, decision: Decision) -> tuple[Spoken, ...]:
        """What the first side wrote, field by field."""
        if not decision.sides or not decision.places:
            return ()
        values = decision.sides[0].values
        pairs = [(p, v) for p, v in zip(decision.places, values, strict=False) if p.field not in QUIET]
        shown = [
            Spoken(field_word(place.kind, place.field), (Piece(self._say(place, value, False)),))
            for place, value in pairs[:MOST_FIELDS]
        ]
        if len(pairs) > MOST_FIELDS:
            shown.append(Spoken("", (Piece(f"还有 {len(pairs) - MOST_FIELDS} 项"),)))
        return tuple(shown)

    def label(self, decision: Decision) -> str:
        """被申请人 沈佩文·住址."""
        fields = "、".join(field_word(p.kind, p.field) for p in decision.places[:MOST_FIELDS])
        if len(decision.places) > MOST_FIELDS:
            fields += f"等 {len(decision.places)} 项"
        thing = self.thing(decision)
        return f"{thing}·{fields}" if thing else fields

    def thing(self, decision: Decision) -> str:
        """What the decision is about: a party by role and name, a record by its kind; nothing for the file itself."""
        if decision.role is not None:
            return f"{PARTY_ROLES[decision.role]} {decision.subject}".strip()
        if decision.kind == "disputes":
            return ""
        kind = KIND_WORDS.get(decision.kind, "")
        if decision.kind == "terms" and decision.subject:
            return f"协议第 {decision.subject} 条"
        return f"{kind} {decision.subject}".strip()

    def say(self, place: Place, value: Any) -> str:
        """A value in words, numbers covered."""
        return self._say(place, value, False)

    def _say(self, place: Place, value: Any, uncovered: bool) -> str:
        if place.field == DELETED:
            return "删除" if value else "保留"
        if uncovered and place.field in MASKED and isinstance(value, str) and value:
            return phone_text(value) if place.field == "phone" else value
        return self._speaker.say(place.kind, place.field, value)

    def _lines(self, side: Side) -> tuple[str, ...]:
        """Who, when and where; below it what they were doing."""
        where = side.station if not side.here or side.station else HERE
        first = "·".join(part for part in (side.who, when(side.at, self._now), where) if part)
        said = act_word(side.act) if side.act and side.act not in BY_FIELD else ""
        return tuple(line for line in (first, said) if line)


_MEASURES = {"disputes": "件纠纷", "evidence": "份证据", "sessions": "次调解", "people": "个人"}
_NOTES = {
    "double_number": "改号的原因",
    "double_signed": "以这一份为准的理由(必填)",
    "unmerged_edit": "补充协议要写什么,或看过的说明",
}


def _against(text: str, before: str, others: Sequence[str]) -> str:
    """With what a value is compared: with what stood there before; written anew altogether, with another side."""
    known = "" if before == NOTHING else before
    if known and (alike(text, known) or not others):
        return known
    return next((other for other in others if other != NOTHING), known)


def names_in(decisions: Sequence[Decision]) -> set[UUID]:
    """The identities that values speak of: who is meant by them must be looked up."""
    found: set[UUID] = set()
    for decision in decisions:
        for values in (decision.before, *(side.values for side in decision.sides)):
            for value in values:
                many = value if isinstance(value, (tuple, list)) else (value,)
                found |= {one for one in many if isinstance(one, UUID)}
    return found
