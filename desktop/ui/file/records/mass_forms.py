"""What is done to the people of a mass file: representatives, instalments, payments, another legal way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.commands.mass import claimants, payments
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.mass.bank import BankList, over, read_bank_list
from desktop.domain.mass.shares import by_agreement, by_weights
from desktop.domain.mass.standings import (
    LEAST_REPRESENTATIVES,
    MOST_REPRESENTATIVES,
    Slot,
    lump_fen,
    representation,
    signing,
    slots,
)
from desktop.domain.people import Claimant
from desktop.domain.typed import fen_text, fold_code
from desktop.domain.wording import numeral
from desktop.ui.file.records.mass_panel import MassPanel
from desktop.ui.kit.buttons import Button, plain
from desktop.ui.kit.choices import Check, Choice, Pick, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, MoneyField, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule

EVERYBODY, TICKED, LIST = "everybody", "ticked", "list"
AGREEMENT, RATIO = "agreement", "ratio"
MOST_PARTS = 36


def chosen(file: CaseFile, ticked: frozenset[UUID]) -> list[Claimant]:
    return [c for c in file.claimants if c.id in ticked]


class RepresentativesPanel(MassPanel):
    """推举代表: those who are ticked."""

    key = "representatives"
    title = "推举代表"
    verb = "推举"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        return [Ask("letter", "推举书", lambda: Check("已由全体签名,收在卷内"))]

    def beside(self) -> Sequence[Button]:
        self.print_button = plain("打印推举书", icon="ph.printer")
        self.print_button.clicked.connect(self._print)
        return (self.print_button,)

    def start(self, file: CaseFile) -> dict[str, Any]:
        return {"letter": bool(file.dispute.group_letter)}

    def arrange(self) -> None:
        assert self.file is not None
        self.print_button.setVisible(any(c.representative for c in self.file.claimants))

    def outlook(self, file: CaseFile, values: dict[str, Any]) -> str:
        people = chosen(file, self.ticked)
        if not people and not any(c.representative for c in file.claimants):
            raise RuleBroken(
                "ticked",
                f"请在名单里勾选 {LEAST_REPRESENTATIVES} 至 {MOST_REPRESENTATIVES} 名代表(空格勾选)。"
                "依据:劳动争议调解仲裁法第7条",
            )
        names = "、".join(file.person(c).name for c in people)
        return f"{len(people)} 名代表:{names}" if people else "没有勾选:将取消原来的代表"

    def doubts(self, file: CaseFile, values: dict[str, Any]) -> str:
        return ";".join(representation(len(file.claimants), len(self.ticked)))

    def act(self, file: CaseFile, values: dict[str, Any]) -> str:
        letter = f"推举书({len(file.claimants)}人签名)" if values["letter"] else ""
        claimants.choose_representatives(self.host.desk, file.dispute.id, self.ticked, letter=letter)
        return f"已推举 {len(self.ticked)} 名代表" if self.ticked else "已取消代表"

    def _print(self) -> None:
        assert self.file is not None
        self.host.show_paper(self.file.dispute.id, "representatives_letter")


class InstalmentsPanel(MassPanel):
    """分期: a total over the people by what each is owed, and over the instalments; every sum comes out to the fen."""

    key = "instalments"
    title = "分期到人"
    verb = "写入各人分期"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        ways = [(AGREEMENT, "按协议各期的总额"), (RATIO, "按比例")]
        return [
            Line(
                Ask("how", "怎样分", lambda: Pick(options(ways))),
                Ask("ratio", "比例", lambda: TextField(width=160, example="40 30 30")),
            ),
            Ask("total", "总额", lambda: MoneyField(words=False)),
        ]

    def start(self, file: CaseFile) -> dict[str, Any]:
        found = slots(file)
        return {"how": AGREEMENT if found else RATIO, "ratio": "40 30 30", "total": self._owed(file)}

    def arrange(self) -> None:
        assert self.file is not None
        assert self.form is not None
        by_ratio = self.form.field("how").value() == RATIO
        self.form.field("ratio").setEnabled(by_ratio)
        self.form.field("total").setEnabled(by_ratio)
        found = slots(self.file)
        if not by_ratio and found:
            self.form.fill({"total": sum(s.amount_fen for s in found)})

    def people(self, file: CaseFile) -> list[Claimant]:
        """Those who are ticked; else those who sign, else all. By the agreement it is those who sign."""
        assert self.form is not None
        if self.form.field("how").value() == AGREEMENT:
            return list(signing(file))
        return chosen(file, self.ticked) or list(signing(file)) or list(file.claimants)

    def parts(self, file: CaseFile, values: dict[str, Any]) -> dict[UUID, tuple[int, ...]]:
        people, found = self.people(file), slots(file)
        if values["how"] == AGREEMENT and not found:
            raise RuleBroken("how", "协议还没有写各期付款,请先起草协议,或改用“按比例”。")
        if not people:
            raise RuleBroken("ticked", "没有人标为同意签,请先勾选同意的人,按“同意签”。")
        owed = [c.owed_fen for c in people]
        if values["how"] == AGREEMENT:
            rows = by_agreement(owed, [s.amount_fen for s in found])
        else:
            if not values["total"]:
                raise RuleBroken("total", "请填写要分的总额。")
            rows = by_weights(owed, values["total"], weights_of(values["ratio"]))
        return {c.id: row for c, row in zip(people, rows, strict=True)}

    def outlook(self, file: CaseFile, values: dict[str, Any]) -> str:
        parts = self.parts(file, values)
        sums = [sum(column) for column in zip(*parts.values(), strict=True)]
        each = "·".join(f"第{numeral(n)}期 {fen_text(fen)}" for n, fen in enumerate(sums, 1))
        return f"{len(parts)} 人,合计 {fen_text(sum(sums))}:{each}"

    def doubts(self, file: CaseFile, values: dict[str, Any]) -> str:
        people = self.people(file)
        owed = sum(c.owed_fen for c in people)
        given = sum(map(sum, self.parts(file, values).values()))
        return f"这些人的欠款合计 {fen_text(owed)},与要分的 {fen_text(given)} 不同" if owed != given else ""

    def act(self, file: CaseFile, values: dict[str, Any]) -> str:
        parts = self.parts(file, values)
        claimants.set_instalments(self.host.desk, file.dispute.id, parts)
        return f"已写入 {len(parts)} 人的分期"

    def _owed(self, file: CaseFile) -> int:
        people = chosen(file, self.ticked) or list(signing(file)) or list(file.claimants)
        return sum(c.owed_fen for c in people)


def weights_of(text: str) -> list[int]:
    """40 30 30; 40%、30%、30%; 3期 → equal parts. RuleBroken says how to write it."""
    typed = fold_code(text)
    count = re.fullmatch(r"(\d{1,2})\s*期", typed)
    if count and 0 < int(count[1]) <= MOST_PARTS:
        return [1] * int(count[1])
    found = re.fullmatch(r"\d{1,6}(?:\.\d)?%?(?:[\s,、:/]+\d{1,6}(?:\.\d)?%?)*", typed)
    if not found:
        raise RuleBroken("ratio", "请写各期的比例,如 40 30 30,或写 3期 平均分。")
    parts = [round(float(part) * 10) for part in re.findall(r"\d+(?:\.\d)?", typed)]
    if not any(parts) or len(parts) > MOST_PARTS:
        raise RuleBroken("ratio", f"期数应在 1 到 {MOST_PARTS} 之间,比例不能全是零。")
    return parts


class PaymentPanel(MassPanel):
    """记到账: one instalment paid for all, for those ticked, or by the bank's list."""

    key = "payment"
    title = "记到账"
    verb = "记到账"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        who = [(EVERYBODY, "全部未付的"), (TICKED, "勾选的"), (LIST, "按银行清单")]
        return [
            Line(
                Ask("nth", "哪一期", lambda: Choice([], blank=None), needed=True),
                Ask("on", "到账日", lambda: DateField(self.host.desk.today), needed=True),
            ),
            Ask("who", "付给谁", lambda: Pick(options(who))),
            Ask("list", "清单", lambda: LongText(lines=5, example="粘贴银行代发清单,一行一人:姓名 金额", most=200_000)),
            Ask("proof", "凭证", lambda: TextField(width=None, example="银行代发回单,在卷第几件")),
        ]

    def beside(self) -> Sequence[Button]:
        self.share_button = plain("分到人")
        self.share_button.clicked.connect(self._share)
        return (self.share_button,)

    def start(self, file: CaseFile) -> dict[str, Any]:
        assert self.form is not None
        found, today = slots(file), self.host.desk.today()
        self.form.field("nth").offer(options([(s.nth, self._words(s)) for s in found]))
        waiting = next((s.nth for s in found if payments.open_by_person(file, s.nth, today)), 1)
        return {"nth": waiting, "on": today, "who": TICKED if self.ticked else EVERYBODY}

    def arrange(self) -> None:
        assert self.file is not None
        assert self.form is not None
        self.form.show_ask("list", self.form.field("who").value() == LIST)
        self.share_button.setVisible(self._lump() > 0)

    @property
    def needs_table(self) -> bool:
        return self.form is None or self.form.field("who").value() != LIST

    def outlook(self, file: CaseFile, values: dict[str, Any]) -> str:
        lump = self._lump()
        if lump:
            raise RuleBroken("nth", f"这一期记过整笔 {fen_text(lump)} 元,还没有分到人;先按“分到人”,再逐人记。")
        amounts = self.amounts(file, values)
        if not amounts:
            raise RuleBroken("who", self._nothing(file, values))
        return f"将记 {len(amounts)} 人,共 {fen_text(sum(amounts.values()))} 元"

    def doubts(self, file: CaseFile, values: dict[str, Any]) -> str:
        if values["who"] != LIST:
            return ""
        said = [f"第 {line} 行 {words}" for line, words in self._read(file, values).faults]
        more = f";另有 {len(said) - 3} 行" if len(said) > 3 else ""
        return ";".join(said[:3]) + more

    def amounts(self, file: CaseFile, values: dict[str, Any]) -> dict[UUID, int]:
        """Fen by person, of the chosen instalment. RuleBroken where the list gives more than is owed."""
        still = payments.open_by_person(file, values["nth"], self.host.desk.today())
        if values["who"] == EVERYBODY:
            return still
        if values["who"] == TICKED:
            return {id: fen for id, fen in still.items() if id in self.ticked}
        paid = dict(self._read(file, values).paid)
        names = {c.id: file.person(c).name for c in file.claimants}
        too_much = over(paid, still, names)
        if too_much:
            raise RuleBroken("list", f"清单的金额多于这一期的欠款:{'、'.join(too_much[:2])},请核对期数。")
        return paid

    def act(self, file: CaseFile, values: dict[str, Any]) -> str:
        amounts = self.amounts(file, values)
        made = payments.pay(
            self.host.desk, file.dispute.id, values["nth"], amounts, on=values["on"], proof=values["proof"]
        )
        return f"已记 {made} 人到账,共 {fen_text(sum(amounts.values()))} 元"

    def _read(self, file: CaseFile, values: dict[str, Any]) -> BankList:
        people = {c.id: (file.person(c).name, file.person(c).id_number) for c in signing(file)}
        return read_bank_list(values["list"], people)

    def _nothing(self, file: CaseFile, values: dict[str, Any]) -> str:
        if values["who"] == TICKED:
            return "请在名单里勾选这一期还没有付清的人(空格勾选)。"
        if values["who"] == LIST:
            faults = self._read(file, values).faults
            return f"第 {faults[0][0]} 行 {faults[0][1]}" if faults else "请粘贴银行代发清单,一行一人:姓名 金额。"
        return "这一期已全部付清,请选别的一期。"

    def _slot(self) -> Slot | None:
        assert self.file is not None
        assert self.form is not None
        return next((s for s in slots(self.file) if s.nth == self.form.field("nth").value()), None)

    def _lump(self) -> int:
        slot = self._slot()
        if self.file is None or slot is None or self.file.done(slot.obligation):
            return 0
        return lump_fen(self.file, slot.obligation.id)

    def _share(self) -> None:
        slot = self._slot()
        if self.file is not None and slot is not None:
            id = self.file.dispute.id
            self.host.do(
                lambda: payments.share_out(self.host.desk, id, slot.nth), said="整笔已按各人应得分到人", undo=True
            )

    @staticmethod
    def _words(slot: Slot) -> str:
        return f"{slot.words} {slot.due:%Y-%m-%d} {fen_text(slot.amount_fen)}"


class ReferralPanel(MassPanel):
    """不签的人另走法律途径: one referral for those who are ticked."""

    key = "referral"
    title = "不签的人转介"
    verb = "转介"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        return [
            Line(
                Ask("to", "转到", lambda: TextField(width=280, example="劳动人事争议仲裁委员会"), needed=True),
                Ask("on", "日期", lambda: DateField(self.host.desk.today), needed=True),
            ),
            Ask("doc", "文书", lambda: TextField(width=None, example="终止调解告知书")),
            Ask("also", "并告知", lambda: TextField(width=None, example="可申请法律援助、向劳动监察投诉")),
        ]

    def start(self, file: CaseFile) -> dict[str, Any]:
        to = self.host.desk.committee().arbitration
        return {"to": to, "on": self.host.desk.today(), "doc": "终止调解告知书"}

    def people(self, file: CaseFile) -> list[Claimant]:
        """Those ticked, else everybody who neither signs nor went elsewhere."""
        left = [c for c in file.claimants if not c.signed_agreement and not c.outcome]
        return chosen(file, self.ticked) or left

    def outlook(self, file: CaseFile, values: dict[str, Any]) -> str:
        people = self.people(file)
        if not people:
            raise RuleBroken("ticked", "名单里没有不签的人要转介;需要时先勾选。")
        signed = next((c for c in people if c.signed_agreement), None)
        if signed is not None:
            raise RuleBroken("ticked", f"{file.person(signed).name}已标为同意签,请不要勾选。")
        names = [file.person(c).name for c in people]
        more = f"等 {len(names)} 人" if len(names) > 4 else f" {len(names)} 人"
        return f"{'、'.join(names[:4])}{more},人民调解法第26条"

    def act(self, file: CaseFile, values: dict[str, Any]) -> str:
        people = self.people(file)
        claimants.refer_people(
            self.host.desk,
            file.dispute.id,
            {c.id for c in people},
            to=values["to"],
            on=values["on"],
            doc=values["doc"],
            also=values["also"],
        )
        return f"已转介 {len(people)} 人"
