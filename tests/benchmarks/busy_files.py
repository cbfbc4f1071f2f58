"""What happens in an unsettled file of a busy room: sessions, an agreement with instalments, follow-ups, orders."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from desktop.domain.agreements import Agreement, Duty, Instalment, Obligation, Performance, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Mediation, Performing
from desktop.domain.records import FollowUp, Session

WEEKS = 8


def busy(file: CaseFile, chance: random.Random, today: date) -> CaseFile:
    """The file as one of the last weeks, at one of three points of its way: sessions, paying, asking again."""
    day = today - timedelta(days=chance.randrange(2, WEEKS * 7))
    dispute = replace(
        file.dispute,
        received_at=datetime.combine(day, time(9)),
        applied_on=day,
        decided_on=day,
        case_no=file.dispute.case_no,
    )
    held = Session(
        dispute_id=dispute.id, no=1, starts=datetime.combine(day + timedelta(days=1), time(14)), result="继续"
    )
    moved = replace(file, dispute=dispute, sessions=(held,))
    return chance.choice((_sitting, _paying, _asking))(moved, chance, today)


def _sitting(file: CaseFile, chance: random.Random, today: date) -> CaseFile:
    starts = datetime.combine(today + timedelta(days=chance.randrange(-1, 30)), time(chance.randrange(9, 17)))
    planned = Session(dispute_id=file.dispute.id, no=2, starts=starts, planned=True, place="调处室")
    parties = tuple(replace(p, notice_signed_on=file.dispute.decided_on) for p in file.parties)
    return replace(file, sessions=(*file.sessions, planned), parties=parties)


def _paying(file: CaseFile, chance: random.Random, today: date) -> CaseFile:
    id, agreed = file.dispute.id, file.dispute.decided_on or today
    agreement = Agreement(dispute_id=id, status=Status.SIGNED, agreed_on=agreed, effective_on=agreed)
    first = today + timedelta(days=chance.randrange(-2, 25))
    parts = tuple(Instalment(due=first + timedelta(days=30 * n), amount_fen=100_000) for n in range(6))
    asking, answering = file.parties
    owed = Obligation(
        dispute_id=id,
        agreement_id=agreement.id,
        seq=1,
        kind=Duty.MONEY,
        amount_fen=600_000,
        due=parts[-1].due,
        instalments=parts,
        debtors=(answering.id,),
        creditors=(asking.id,),
    )
    asked = FollowUp(
        dispute_id=id, on=agreed, result="答应按期付", next_on=today + timedelta(days=chance.randrange(40))
    )
    paid = Performance(dispute_id=id, obligation_id=owed.id, seq=1, on=agreed, amount_fen=0, status="paid")
    dispute = replace(file.dispute, mediation=Mediation.AGREED_WRITTEN, performing=Performing.PERFORMING)
    return replace(
        file, dispute=dispute, agreements=(agreement,), obligations=(owed,), performances=(paid,), follow_ups=(asked,)
    )


def _asking(file: CaseFile, chance: random.Random, today: date) -> CaseFile:
    dispute = replace(file.dispute, mediation=Mediation.TERMINATED, ended_on=file.dispute.decided_on)
    next_on = today + timedelta(days=chance.randrange(-1, 40))
    asked = FollowUp(dispute_id=dispute.id, on=dispute.decided_on or today, result="还在气头上", next_on=next_on)
    return replace(file, dispute=dispute, follow_ups=(asked,))
