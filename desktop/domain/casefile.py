"""One whole file as a value: the dispute with all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from desktop.domain import ledger
from desktop.domain.agreements import Agreement, Form, Obligation, Performance, Status, Term
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Performing, Stage, Track, WorkOrder
from desktop.domain.people import Agent, Claimant, Member, Party, Person
from desktop.domain.records import (
    Attachment,
    Evidence,
    Extension,
    Feedback,
    FollowUp,
    Investigation,
    Printing,
    Referral,
    RiskReport,
    Session,
    Suspension,
)
from desktop.domain.team import Recusal, Seat
from desktop.domain.vigilance import RiskAssessment


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything that one file holds, in the order of paper; `team` is the room's, by which 回避 is judged."""

    dispute: Dispute
    people: dict[UUID, Person]
    team: dict[UUID, Member] = field(default_factory=dict)
    parties: tuple[Party, ...] = ()
    agents: tuple[Agent, ...] = ()
    claimants: tuple[Claimant, ...] = ()
    work_orders: tuple[WorkOrder, ...] = ()
    investigations: tuple[Investigation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sessions: tuple[Session, ...] = ()
    seats: tuple[Seat, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    terms: tuple[Term, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    performances: tuple[Performance, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    tracks: tuple[Track, ...] = ()
    risk_assessments: tuple[RiskAssessment, ...] = ()
    risk_reports: tuple[RiskReport, ...] = ()
    referrals: tuple[Referral, ...] = ()
    feedbacks: tuple[Feedback, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    printings: tuple[Printing, ...] = ()

    @property
    def agreement(self) -> Agreement | None:
        """The latest agreement of the file."""
        return self.agreements[-1] if self.agreements else None

    @property
    def sides(self) -> tuple[Party, ...]:
        """The parties without witnesses, those who ask first."""
        parties = [p for p in self.parties if p.role.is_party]
        return tuple(sorted(parties, key=lambda p: (not p.role.asks, p.position)))

    def person(self, party: Party | Agent | Claimant) -> Person:
        return self.people[party.person_id]

    def agents_of(self, party: Party) -> tuple[Agent, ...]:
        return tuple(a for a in self.agents if a.party_id == party.id)

    @property
    def people_involved(self) -> int:
        """涉及当事人数."""
        return self.dispute.parties_count or len(self.sides) + len(self.claimants)

    def names(self) -> str:
        """Who against whom, in full: `恒禾物业服务有限公司 与 沈佩文`."""
        listed = {c.person_id for c in self.claimants}
        asking = [self.person(p).name for p in self.sides if p.role.asks and p.person_id not in listed]
        if self.claimants:
            asking.insert(0, f"{len(self.claimants)} 名职工")
        answering = [self.person(p).name for p in self.sides if not p.role.asks]
        return " 与 ".join("、".join(side) for side in (asking, answering) if side)

    def paid(self, obligation: Obligation) -> int:
        """分 already paid on an obligation."""
        return ledger.received(obligation, self.performances)

    def done(self, obligation: Obligation) -> bool:
        return ledger.is_done(obligation, self.performances)

    def stage(self) -> Stage:
        """Where the file stands, for lists and the stepper."""
        return stage_of(self.dispute, self.agreement, has_follow_up=bool(self.follow_ups))


def stage_of(dispute: Dispute, agreement: Agreement | None, *, has_follow_up: bool) -> Stage:
    match dispute.filing:
        case Filing.ARCHIVED:
            return Stage.REFUSED if dispute.intake is Intake.REFUSED else Stage.ARCHIVED
        case Filing.CLOSED:
            return Stage.REFUSED if dispute.intake is Intake.REFUSED else Stage.CLOSED
        case Filing.OPEN:
            pass
    match dispute.intake:
        case Intake.RECEIVED:
            return Stage.REGISTERED
        case Intake.REFUSED | Intake.REFERRED:
            return Stage.REFUSED
        case Intake.ACCEPTED:
            pass
    if dispute.agreed:
        written = agreement is not None and agreement.form is Form.WRITTEN
        if written and agreement is not None and agreement.status is not Status.SIGNED:
            return Stage.AGREEMENT
        if dispute.performing is Performing.FULFILLED:
            return Stage.FOLLOW_UP
        return Stage.PERFORMANCE
    match dispute.mediation:
        case Mediation.TERMINATED | Mediation.WITHDRAWN:
            return Stage.FOLLOW_UP if has_follow_up else Stage.TERMINATED
        case Mediation.INVESTIGATING:
            return Stage.INVESTIGATION
        case Mediation.MEDIATING:
            drafting = agreement is not None and agreement.status is not Status.SIGNED
            return Stage.AGREEMENT if drafting else Stage.MEDIATION
        case _:
            return Stage.ACCEPTED


@dataclass(frozen=True, slots=True)
class DossierItem:
    """One of the 13 items of the 卷内目录 and how this file stands with it."""

    no: int
    title: str
    state: str  # "have" | "lack" | "later" | "na"
    missing: str = ""


def dossier(file: CaseFile) -> tuple[DossierItem, ...]:
    """The completeness of the dossier (卷内目录, 司发通〔2010〕239号 as reproduced locally)."""
    d, agreement = file.dispute, file.agreement
    accepted = d.intake is Intake.ACCEPTED
    ended = d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN}

    def names_without(kept: dict[UUID, object]) -> str:
        return "、".join(file.person(p).name for p in file.sides if not kept.get(p.id))

    unsigned = names_without({p.id: p.notice_signed_on for p in file.sides})
    notice_signed = accepted and bool(file.sides) and not unsigned
    unproved = names_without({p.id: file.person(p).id_number or file.person(p).uscc for p in file.sides})
    signed = agreement is not None and agreement.status is Status.SIGNED
    closed = d.filing is not Filing.OPEN

    def item(no: int, title: str, have: bool, due: bool, missing: str = "", *, na: bool = False) -> DossierItem:
        state = "have" if have else "na" if na else "lack" if due else "later"
        return DossierItem(no, title, state, missing if state == "lack" else "")

    return (
        item(1, "申请书或受理登记表", bool(d.applied_on or d.decided_on), True),
        item(
            2,
            "权利义务告知书",
            notice_signed,
            accepted,
            f"{unsigned}未签" if unsigned else "",
            na=d.intake is Intake.REFUSED,
        ),
        item(3, "当事人身份证明", not unproved and bool(file.sides), accepted, f"缺{unproved}" if unproved else ""),
        item(4, "授权委托书", bool(file.agents), False, na=not file.agents),
        item(5, "调查记录", bool(file.investigations), False, na=not file.investigations and (signed or ended)),
        item(6, "证据材料", bool(file.evidence), False, na=not file.evidence and (signed or ended)),
        item(7, "调解记录", any(not s.planned for s in file.sessions), signed, na=d.intake is Intake.REFUSED),
        item(8, "调解协议书", signed, closed, na=ended or d.intake is Intake.REFUSED),
        item(9, "履行凭证", bool(file.performances), False, na=ended or d.intake is Intake.REFUSED),
        item(10, "回访记录", bool(file.follow_ups), closed),
        item(11, "司法确认材料", bool(file.tracks), False, na=not file.tracks),
        item(12, "卷宗情况说明", closed, False),
        item(13, "封底", d.filing is Filing.ARCHIVED, False),
    )


def document_date(file: CaseFile, today: date) -> date:
    """The day at which ages are counted on the file's papers."""
    agreement = file.agreement
    if agreement and agreement.agreed_on:
        return agreement.agreed_on
    return file.dispute.decided_on or file.dispute.applied_on or today
