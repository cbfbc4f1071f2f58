"""What people do with agreements, and how files come to their end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from desktop.commands import (
    agreements,
    disputes,
    hand_offs,
    records,
)
from desktop.domain.agreements import Agreement, Duty, Obligation, Performance, Status, Term
from desktop.domain.disputes import Filing, Intake, Mediation
from desktop.domain.people import Role
from desktop.domain.permissions import Act
from desktop.domain.records import FollowEnd, FollowUp, Referral
from tests.sync.lives import Deed, Life

# -- agreements


def draft(life: Life) -> None:
    dispute = life.file(lambda d: d.intake is Intake.ACCEPTED and d.filing is Filing.OPEN)
    agreement = agreements.begin(life.desk, dispute.id)
    with life.desk.read() as reader:
        file = reader.file(dispute.id)
    asking, answering = (tuple(p.id for p in file.sides if p.role.asks is asks) for asks in (True, False))
    terms = [t for t in life.all(Term) if t.agreement_id == agreement.id]
    kept = [replace(t, text=life.words("改为")) if life.chance.random() < 0.4 else t for t in terms[-2:]]
    new = Term(dispute_id=dispute.id, agreement_id=agreement.id, position=len(kept) + 1, text=life.words("修好"))
    duty = Obligation(
        dispute_id=dispute.id,
        debtors=answering,
        creditors=asking,
        about="修理费",
        method="银行转账",
        agreement_id=agreement.id,
        term_id=new.id,
        seq=1,
        kind=Duty.MONEY,
        amount_fen=life.chance.randint(1, 99) * 100,
        due=life.desk.today() + timedelta(days=9),
    )
    agreements.save_draft(life.desk, replace(agreement, facts=life.words("经查")), [*kept, new], [duty])


def submit(life: Life) -> None:
    agreements.submit(life.desk, life.one(Agreement, lambda a: a.status is Status.DRAFT).id)


def take_back(life: Life) -> None:
    agreements.take_back(life.desk, life.one(Agreement, lambda a: a.status is Status.IN_REVIEW).id)


def approve(life: Life) -> None:
    with life.being(Role.LAWYER):
        agreements.approve(life.desk, life.one(Agreement, lambda a: a.status is Status.IN_REVIEW).id, "已核")


def issue(life: Life) -> None:
    agreements.issue(life.desk, life.one(Agreement, lambda a: a.status is Status.APPROVED).id, by_hand=True)


def sign(life: Life) -> None:
    agreements.sign(life.desk, life.one(Agreement, lambda a: a.status is Status.ISSUED).id, on=life.desk.today())


def seal(life: Life) -> None:
    """What issuing leaves behind, without setting the page and without all that must be filled in before."""
    agreement = life.one(Agreement, lambda a: not a.frozen)
    with life.desk.act(Act.ISSUE, "issue_agreement", dispute=agreement.dispute_id, undoable=False) as tx:
        said = life.words("定稿")
        tx.put(replace(agreement, status=Status.ISSUED, content=said, content_sha256=said, issued_at=life.desk.now()))


def by_word(life: Life) -> None:
    file = life.file(lambda d: d.intake is Intake.ACCEPTED)
    duty = Obligation(
        dispute_id=file.id, agreement_id=file.id, seq=1, kind=Duty.MONEY, amount_fen=77700, due=life.desk.today()
    )
    agreements.record_oral(
        life.desk, file.id, on=life.desk.today(), facts="", terms=[life.words("还钱")], obligations=[duty]
    )


def pay(life: Life) -> None:
    duty = life.one(Obligation)
    paid = Performance(
        dispute_id=duty.dispute_id,
        obligation_id=duty.id,
        seq=1,
        on=life.desk.today(),
        amount_fen=duty.amount_fen // life.chance.choice((1, 1, 2)),
    )
    records.save(life.desk, paid)


# -- to its end


def move(life: Life) -> None:
    to = life.chance.choice((Mediation.MEDIATING, Mediation.TERMINATED, Mediation.WITHDRAWN))
    disputes.move(life.desk, life.file().id, to, on=life.desk.today(), reason=life.words("谈不拢"))


def close(life: Life) -> None:
    ended = life.file(lambda d: d.intake in {Intake.REFUSED, Intake.REFERRED} or d.ended_on is not None or d.agreed)
    records.save(life.desk, FollowUp(dispute_id=ended.id, on=life.desk.today(), end=FollowEnd.SETTLED))
    disputes.close(life.desk, ended.id, on=life.desk.today(), result="")


def archive(life: Life) -> None:
    closed = life.file(lambda d: d.filing is Filing.CLOSED)
    disputes.archive(life.desk, closed.id, on=life.desk.today())


def reopen(life: Life) -> None:
    ended = life.file(lambda d: d.ended_on is not None or d.filing is Filing.CLOSED)
    disputes.reopen(life.desk, ended.id, on=life.desk.today(), why=life.words("愿意再谈"))


def lay_away(life: Life) -> None:
    with life.desk.act(Act.EDIT, "remove") as tx:
        tx.remove(life.file())


def hand_off(life: Life) -> None:
    whole = life.chance.random() < 0.5
    away = Referral(dispute_id=life.file().id, to="派出所", on=life.desk.today())
    hand_offs.send(life.desk, away, whole=whole, reason=life.words("涉嫌违法"))


DEEDS: Mapping[str, tuple[int, Deed]] = {
    "draft": (4, draft),
    "submit": (1, submit),
    "take_back": (1, take_back),
    "approve": (1, approve),
    "issue": (1, issue),
    "sign": (2, sign),
    "seal": (1, seal),
    "by_word": (2, by_word),
    "pay": (2, pay),
    "move": (2, move),
    "close": (3, close),
    "archive": (2, archive),
    "reopen": (2, reopen),
    "lay_away": (1, lay_away),
    "hand_off": (2, hand_off),
}
