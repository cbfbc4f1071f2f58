"""What the law gives when something agreed is not done: the ways, until when each is open, and with which paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.agreements import Agreement, Form
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Track
from desktop.domain.ledger import Account, Entry, account, in_force
from desktop.domain.next_steps.step import LABOUR, brief

VALID = "valid"  # result of a confirmation that the court or the commission gave
IN_EFFECT = "effective"  # result of a payment order without objection
WAGES = ("工资", "劳动报酬", "加班费", "薪")
PAY_OF_16 = (*WAGES, "工伤", "医疗费", "经济补偿", "赔偿金")  # 劳动争议调解仲裁法 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way out of a breach. `paper` is the kind of paper that begins it, `track` the kind of track it begins.

    `until` is its last day (None: no limit runs), `why` one sentence for people: why it is open, or why not.
    """

    code: str
    title: str
    open: bool
    until: date | None
    why: str
    basis: str
    paper: str = ""
    track: str = ""


def ways(file: CaseFile, entry: Entry, today: date, rules: Rules) -> tuple[Way, ...]:
    """The ways for one due that was not performed, the mildest first; empty before anybody is bound."""
    agreement = in_force(file)
    if agreement is None or entry.state.closed:
        return ()
    where = _Place(file, agreement, entry, account(entry.obligation, file.performances, today), today, rules)
    return tuple(where.all())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the creditor stands."""

    file: CaseFile
    agreement: Agreement
    entry: Entry
    account: Account
    today: date
    rules: Rules

    def all(self) -> Iterator[Way]:
        yield self.remind()
        yield self.confirm()
        if self.labour:
            yield self.review()
        yield self.enforce()
        yield self.payment_order()
        if self.labour:
            yield self.arbitrate()
        yield self.sue()

    @property
    def labour(self) -> bool:
        return self.file.dispute.category in LABOUR

    @property
    def money(self) -> bool:
        return bool(self.entry.obligation.amount_fen)

    @property
    def only_pay(self) -> bool:
        """Every duty of the agreement is the payment of money."""
        duties = [o for o in self.file.obligations if o.agreement_id == self.agreement.id]
        return all(o.amount_fen for o in duties)

    @property
    def fallen_on(self) -> date:
        """When the right was infringed; for a due without a day, today."""
        return self.entry.due or self.today

    @property
    def last_due(self) -> date:
        """Of one debt in instalments the limits run from the last of them (民法典 189, 民诉法 250)."""
        return self.account.ends or self.fallen_on

    def track(self, kind: str, *results: str) -> Track | None:
        found = [t for t in self.file.tracks if t.kind == kind and (not results or t.result in results)]
        return found[-1] if found else None

    def title_deed(self) -> str:
        """In words what can be enforced already; empty when nothing can."""
        if self.track("judicial_confirmation", VALID):
            return "协议已经司法确认"
        if self.track("arbitration_review", VALID):
            return "已有仲裁调解书"
        return "支付令已经生效" if self.track("payment_order", IN_EFFECT) else ""

    def basis(self, code: str) -> str:
        return brief(self.rules.limit(code).basis)

    def remind(self) -> Way:
        due = self.entry.due
        return Way(
            code="remind",
            title="督促履行",
            open=True,
            until=self.rules.ends("performance_reminder", due) if due else None,
            why="调委会对协议的履行负有督促的责任,先书面催一次。",
            basis="人民调解法第三十一条",
            paper="performance_reminder",
        )

    def confirm(self) -> Way:
        begun = self.track("judicial_confirmation")
        way, until = self._joint("judicial_confirmation", "司法确认", "confirmation_application")
        if self.agreement.form is Form.ORAL:
            return _shut(way, "口头协议没有协议书可以提交,法院难以确认;可先补做书面协议。")
        if begun is not None:
            return _shut(way, _begun(begun))
        if self.title_deed():
            return _shut(way, f"{self.title_deed()},不必再申请。")
        if self.labour and not self.only_pay:
            return _shut(way, "劳动争议只有仅就给付义务达成的协议才可以申请司法确认,请走仲裁审查。")
        if self.track("arbitration_review"):
            return _shut(way, "已经申请仲裁审查,二者只能选一。")
        return _by(way, until, self.today, "双方共同申请;确认后对方不履行的可以直接申请强制执行。")

    def review(self) -> Way:
        begun = self.track("arbitration_review")
        way, until = self._joint("arbitration_review", "仲裁审查", "")
        if begun is not None:
            return _shut(way, _begun(begun))
        if self.track("judicial_confirmation"):
            return _shut(way, "已经申请司法确认,二者只能选一。")
        return _by(way, until, self.today, "双方共同向劳动人事争议仲裁委员会申请,由其出具调解书。")

    def enforce(self) -> Way:
        way = Way(
            code="enforcement",
            title="申请强制执行",
            open=True,
            until=self.rules.ends("enforcement", self.last_due),
            why="",
            basis=self.basis("enforcement"),
            track="enforcement",
        )
        deed, begun = self.title_deed(), self.track("enforcement")
        if begun is not None:
            return _shut(way, _begun(begun))
        if not deed:
            return _shut(way, "协议没有经司法确认,不能直接申请强制执行。")
        return _by(way, way.until, self.today, f"{deed},对方不履行,可以向法院申请强制执行。")

    def payment_order(self) -> Way:
        until = self.rules.ends("labour_limitation" if self.labour else "civil_limitation", self.last_due)
        way = Way(
            code="payment_order",
            title="申请支付令",
            open=True,
            until=until,
            why="",
            basis="劳动争议调解仲裁法第十六条" if self.labour else "民事诉讼法第二百二十五条",
            paper="payment_order_application",
            track="payment_order",
        )
        begun, deed = self.track("payment_order"), self.title_deed()
        if not self.money:
            return _shut(way, "支付令只用于给付金钱或者有价证券。")
        if begun is not None:
            return _shut(way, _begun(begun))
        if deed:
            return _shut(way, f"{deed},直接申请强制执行。")
        if self.entry.due is None or self.entry.due >= self.today:
            return _shut(way, "还没有到期,不能申请支付令。")
        if self.labour and not self._said(PAY_OF_16):
            return _shut(way, "劳动争议的支付令只用于劳动报酬、工伤医疗费、经济补偿和赔偿金。")
        if self._owes_back():
            return _shut(way, "双方互有给付义务,不符合“没有其他债务纠纷”的条件。")
        return _by(way, until, self.today, "没有其他债务纠纷、支付令能够送达的,向基层法院申请;对方十五日内可以异议。")

    def arbitrate(self) -> Way:
        until = self.rules.ends("labour_limitation", self.last_due)
        way = Way(
            code="arbitration",
            title="申请劳动仲裁",
            open=True,
            until=until,
            why="",
            basis=f"劳动争议调解仲裁法第十五条、{self.basis('labour_limitation').removeprefix('劳动争议调解仲裁法')}",
            track="arbitration",
        )
        begun = self.track("arbitration")
        if begun is not None:
            return _shut(way, _begun(begun))
        if self.title_deed():
            return _shut(way, f"{self.title_deed()},直接申请强制执行。")
        said = "一方不履行调解协议,另一方可以申请仲裁"
        if self._said(WAGES):
            return _by(way, until, self.today, f"{said};劳动关系存续期间拖欠劳动报酬的,不受一年限制。")
        return _by(way, until, self.today, f"{said}。")

    def sue(self) -> Way:
        until = self.rules.ends("civil_limitation", self.last_due)
        several = "分期的从最后一期起算。" if self.entry.of > 1 else ""
        way = Way(
            code="lawsuit",
            title="就协议起诉",
            open=True,
            until=until,
            why="",
            basis="人民调解法第三十二条、民法典第一百八十八条" + ("、第一百八十九条" if several else ""),
            track="lawsuit",
        )
        begun, deed = self.track("lawsuit"), self.title_deed()
        if begun is not None:
            return _shut(way, _begun(begun))
        if deed:
            return _shut(way, f"{deed},直接申请强制执行。")
        if self.labour and not self._said(WAGES):
            return _shut(way, "劳动争议须先经仲裁;仅就劳动报酬达成的协议才可以直接起诉。")
        return _by(way, until, self.today, f"以调解协议为依据向法院起诉,要求履行。{several}")

    def _joint(self, code: str, title: str, paper: str) -> tuple[Way, date | None]:
        """What both sides apply for together within the days after the agreement took effect."""
        start = self.agreement.effective_on
        until = self.rules.ends(code, start) if start else None
        return (
            Way(
                code=code,
                title=title,
                open=True,
                until=until,
                why="",
                basis=self.basis(code),
                paper=paper,
                track=code,
            ),
            until,
        )

    def _said(self, words: tuple[str, ...]) -> bool:
        duty = self.entry.obligation
        if self.file.dispute.category == "labour_migrant_wages":
            return True
        return any(word in duty.about for word in words)

    def _owes_back(self) -> bool:
        """A creditor of this duty still owes its debtor something under the same agreement."""
        duty = self.entry.obligation
        return any(
            set(o.debtors) & set(duty.creditors) and set(o.creditors) & set(duty.debtors) and not self.file.done(o)
            for o in self.file.obligations
            if o.agreement_id == duty.agreement_id and o.id != duty.id
        )


def _shut(way: Way, why: str) -> Way:
    return replace(way, open=False, why=why)


def _by(way: Way, until: date | None, today: date, why: str) -> Way:
    """Open until its last day, that day included."""
    if until is None:
        return _shut(way, "协议还没有生效日期,无法计算期限。")
    if today > until:
        return _shut(way, f"期限到 {until:%Y-%m-%d} 为止,已经过了。")
    return replace(way, open=True, why=why)


def _begun(track: Track) -> str:
    if track.decided:
        return f"{track.decided:%Y-%m-%d} 已有结果。"
    return f"{track.applied:%Y-%m-%d} 已经申请,等结果。" if track.applied else "已经列入,等申请。"
