"""What a person decides about numbers: another one for a file that shares its own, another keeper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.numbers.exchanging import BLOCK
from desktop.commands.numbers.giving import give
from desktop.commands.numbers.keeping import CASE, HUB, Keeping, keeping, known
from desktop.commands.numbers.register import forget_parted, keeps_number
from desktop.domain.disputes import Dispute, Filing, Intake
from desktop.domain.errors import RuleBroken
from desktop.domain.numbering import read as read_number
from desktop.domain.permissions import Act
from desktop.domain.stations import NumberBlock, Sharing, Station
from desktop.storage.store import Transaction

FORMER = "former_numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A number that a file once had, until when, and why it gave it up."""

    number: str
    until: datetime
    reason: str


def former_numbers(dispute: Dispute) -> tuple[Former, ...]:
    """Oldest first. Papers printed before the change still bear it."""
    said: Any = dispute.extras.get(FORMER, ())
    return tuple(
        Former(number=str(f["number"]), until=datetime.fromisoformat(str(f["until"])), reason=str(f["reason"]))
        for f in said
    )


def borne_at(dispute: Dispute, at: datetime) -> str:
    """The number, given up since, that a paper of that moment bears; empty when it bears the present one."""
    return next((former.number for former in former_numbers(dispute) if at <= former.until), "")


def renumber(desk: Desk, id: UUID, reason: str) -> Dispute:
    """Give a file another number of the year of its 受理; the old one stays on record with the reason.

    Where this station cannot give one, the file goes by its temporary number until the next exchange. RuleBroken
    without a reason, for an archived file, and where an agreement is out under the number.
    """
    if not reason.strip():
        raise RuleBroken("reason", "请写明为什么改号。")
    with desk.act(Act.DECIDE, "renumber", dispute=id, undoable=False) as tx:
        dispute = tx.get(Dispute, id)
        if not dispute.case_no or dispute.intake is not Intake.ACCEPTED or dispute.decided_on is None:
            raise RuleBroken("case_no", "这件纠纷还没有正式编号。")
        if keeps_number(tx, id):
            raise RuleBroken("case_no", "协议已按这个编号签发,这件保留原号;请给另一件改号。")
        ours = read_number(tx.committee(), dispute.case_no)
        if ours:
            _void(desk, tx, id, *ours, reason.strip())
        said = {"number": dispute.case_no, "until": desk.now().isoformat(), "reason": reason.strip()}
        changed = replace(
            dispute,
            case_no=give(desk, tx, id, dispute.decided_on),
            temp_no=dispute.temp_no or dispute.case_no,
            extras={**dispute.extras, FORMER: [*dispute.extras.get(FORMER, ()), said]},
        )
        tx.put(changed, settles={"case_no"})
        forget_parted(tx)
        tx.detail = {"was": dispute.case_no, "now": changed.case_no}
    return changed


def may_number(desk: Desk) -> bool:
    """Whether this station just counts, so that a file that came without a number can have one at once."""
    with desk.read() as reader:
        return keeping(reader, desk.store.device).counts


def number_now(desk: Desk, id: UUID) -> Dispute:
    """Give an accepted file that has none its number, on the station that counts them."""
    with desk.act(Act.DECIDE, "number", dispute=id, undoable=False) as tx:
        dispute = tx.get(Dispute, id)
        if dispute.case_no or dispute.intake is not Intake.ACCEPTED or dispute.decided_on is None:
            raise RuleBroken("case_no", "这件纠纷不用编号,请刷新后再看。")
        if not keeping(tx, desk.store.device).counts:
            raise RuleBroken("case_no", "这台电脑不编正式案号,请与编号机交换数据。")
        numbered = replace(dispute, case_no=give(desk, tx, id, dispute.decided_on))
        tx.put(numbered)
    return numbered


def change_keeper(desk: Desk, station: UUID) -> None:
    """Another station gives out the numbers from now on: blocks of the one before end, their unused numbers are void.

    Where no hub tells who used what and the one before is not this station, some numbers after the last known one
    are left to it: it may have given them without having told anybody yet.
    """
    with desk.act(Act.MANAGE, "number_keeper", undoable=False) as tx:
        new = tx.get(Station, station)
        if new.revoked_on is not None:
            raise RuleBroken("keeper", f"{new.name}已停用,请另选一台。")
        k = keeping(tx, desk.store.device)
        if k.keeper == station:
            raise RuleBroken("keeper", f"{new.name}已经是编号机。")
        for block in tx.find(NumberBlock, "first", "id"):
            if block.ended_on is None and block.station_id != station:
                tx.put(replace(block, ended_on=desk.today(), reason="换了编号机"))
        if not k.hub and k.keeper not in (None, k.me):
            _leave_room(desk, tx, k)
        sharing = next(iter(tx.find(Sharing)), None) or Sharing()
        tx.put(replace(sharing, keeper=station))
        tx.detail = {"keeper": str(station)}


def leave_hub(desk: Desk) -> None:
    """The room has no hub any more: the keeper counts on by itself, after the highest number that it knows."""
    with desk.act(Act.MANAGE, "number_keeper", undoable=False) as tx:
        k = keeping(tx, desk.store.device)
        if not k.hub:
            raise RuleBroken("keeper", "编号不是由街道服务器编的,不用改。")
        if not k.keeps:
            raise RuleBroken("keeper", "请在编号机上办理:它知道自己手边的号。")
        for block in tx.find(NumberBlock, "first", "id"):
            if block.ended_on is None:
                tx.put(replace(block, ended_on=desk.today(), reason="不再由街道服务器编号"))
        sharing = next(iter(tx.find(Sharing)), None) or Sharing()
        tx.put(replace(sharing, extras={**sharing.extras, HUB: False}))
        tx.detail = {"hub": False}


def _leave_room(desk: Desk, tx: Transaction, k: Keeping) -> None:
    year, before = desk.today().year, tx.maybe(Station, k.keeper)
    if before is None:
        return
    last = known(tx, tx.committee(), year).highest
    tx.put(
        NumberBlock(
            station_id=before.id,
            series=CASE,
            year=year,
            first=last + 1,
            last=last + BLOCK,
            given_on=desk.today(),
            ended_on=desk.today(),
            reason=f"换编号机时留给{before.no}号机未传来的编号",
        )
    )


def _void(desk: Desk, tx: Transaction, id: UUID, year: int, seq: int, reason: str) -> None:
    """On record for all stations; while another file bears the number it is simply used."""
    k = keeping(tx, desk.store.device)
    if k.no is None:
        return  # alone: this station's own register keeps it
    day = desk.today()
    tx.put(
        NumberBlock(
            station_id=k.me,
            series=CASE,
            year=year,
            first=seq,
            last=seq,
            given_on=day,
            ended_on=day,
            reason=reason,
            extras={"dispute": str(id)},
        )
    )


def refuse_unnumbered(dispute: Dispute) -> None:
    """A file goes into the archive under its statutory number."""
    if dispute.intake is Intake.ACCEPTED and not dispute.case_no and dispute.filing is Filing.CLOSED:
        raise RuleBroken("case_no", "还没有正式编号,请先与编号机交换数据取得编号,再装订归档。")
