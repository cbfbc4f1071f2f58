"""The main job without a screen: one dispute from the door to the issued agreement, last month's report, pictures."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from desktop import practice_room
from desktop.commands import (
    agreements,
    calendar_export,
    day_sheet,
    disputes,
    due,
    journal,
    papers,
    records,
    renewal,
    rooms,
)
from desktop.commands.desk import Desk
from desktop.commands.statistics.delivery import deliver
from desktop.commands.statistics.export import bundle
from desktop.commands.statistics.freezing import freeze
from desktop.commands.verify import verify
from desktop.domain.agreements import Duty, Obligation, Term
from desktop.domain.counting.periods import month_of
from desktop.domain.errors import Refused
from desktop.domain.people import PartyRole
from desktop.domain.records import Session, SessionOutcome
from desktop.storage.files import write_private
from desktop.ui.words import ACTS

Say = Callable[[str], None]
STORY = "租期届满退租,房东以墙面污损为由拒退押金九千元,双方在楼道争吵,物业劝开。"


def demo(out: Path, say: Say) -> int:
    """Papers and pictures into `out`; 0 when everything was made and the room verifies clean."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _need(out)
    with tempfile.TemporaryDirectory(prefix="mediation-desk-") as temporary:
        folder = Path(temporary) / "room"
        desk = practice_room.open_practice(folder)
        say(f"练习数据已就绪:{desk.committee().room}")
        id = from_the_door_to_the_signature(desk, folder, say)
        _papers(desk, id, out, say)
        _sheets(desk, out, say)
        _month(desk, out / "月报", say)
        report = verify(desk)
        say("核对无误。" if report.clean else "核对发现问题:" + ";".join(report.faults))
        _pictures(desk, id, out, say)
        desk.store.close()
    say(f"完成:文书和截图在 {out} 里。")
    return 0 if report.clean else 3


def from_the_door_to_the_signature(desk: Desk, folder: Path, say: Say) -> UUID:
    """登记 → 受理 → 告知 → 调解 → 协议 → 送审 → 审核 → 签发, by the verbs that the window uses."""
    today = desk.today()
    members = {m.name: m.id for m in desk.members()}
    mediator, recorder = members["周慧兰"], next(m.id for m in desk.members() if m.role == "recorder")
    arrival = disputes.Arrival(
        name="贾㛃", sex="女", phone="12000000946", facts=STORY, category="contract", other="刘䶮", mediator=mediator
    )
    dispute = disputes.register(desk, arrival)
    say(f"登记:{dispute.title},临时号 {dispute.temp_no}")
    with desk.read() as reader:
        file = reader.file(dispute.id)
    for party, born, sex, number in (
        (file.sides[0], "1997-01-09", "女", "999999199701091101"),
        (file.sides[1], "1965-07-18", "男", "999999196507181134"),
    ):
        person = replace(
            file.person(party),
            birth_date=date.fromisoformat(born),
            sex=sex,
            ethnicity="汉族",
            id_type="居民身份证",
            id_number=number,
            address="上海市示例区海棠路666弄9号801室" if party.role is PartyRole.APPLICANT else "同小区9号701室",
        )
        disputes.save_person(desk, dispute.id, person)
    accepted = disputes.accept(
        desk, dispute.id, on=today, mediators=[mediator], recorder=recorder, consent="双方同意调解"
    )
    say(f"受理:编号 {accepted.case_no}")
    for party in file.sides:
        disputes.sign_notice(desk, party, today)
    now = desk.now()
    records.save(
        desk,
        Session(
            dispute_id=dispute.id,
            no=1,
            starts=now.replace(hour=9, minute=30),
            ends=now.replace(hour=11, minute=10),
            place=desk.committee().room,
            attendees=(mediator, recorder, members["叶知秋"]),
            parties_present=("贾㛃", "刘䶮"),
            others_consent="双方同意驻点律师叶知秋在场",
            record="调解员:先请双方各讲一遍经过。\n贾㛃:入住时墙面就有旧痕,有照片。\n刘䶮:退租时污损明显,要重新粉刷。\n"
            "驻点律师:正常使用的损耗由出租人承担,超出部分可以酌减。\n调解员:建议扣除修复费1,350元,其余退还。",
            result="达成协议",
            outcome=SessionOutcome.SETTLED,
        ),
    )
    draft = agreements.begin(desk, dispute.id)
    pay = Term(
        dispute_id=dispute.id, agreement_id=draft.id, position=1, text="墙面修复费1,350.00元已从押金9,000.00元中扣除。"
    )
    peace = Term(
        dispute_id=dispute.id, agreement_id=draft.id, position=2, text="双方就该租赁合同再无其他争议,今后互不追究。"
    )
    duty = Obligation(
        dispute_id=dispute.id,
        agreement_id=draft.id,
        term_id=pay.id,
        seq=1,
        debtors=(file.sides[1].id,),
        creditors=(file.sides[0].id,),
        kind=Duty.MONEY,
        about="房屋租赁押金",
        amount_fen=765_000,
        due=desk.handbook.rules.calendar.next_workday(today + timedelta(days=7)),
        method="转账",
        account_tail="6621",
    )
    saved = agreements.save_draft(
        desk, replace(draft, liability="承租人承担部分墙面修复费1,350.00元。"), [pay, peace], [duty]
    )
    agreements.submit(desk, saved.id)
    say("协议:送律师审")
    lawyer = practice_room.sit_down(folder, rooms.find_account(folder, "叶知秋"))
    try:
        agreements.approve(lawyer, saved.id, note="金额、日期、收款账户已核,双方本人到场。")
    finally:
        lawyer.store.close()
    issued = agreements.issue(desk, saved.id)
    say(f"签发:{issued.name},sha256 {issued.sha256[:16]}…")
    return dispute.id


def _papers(desk: Desk, id: UUID, out: Path, say: Say) -> None:
    with desk.read() as reader:
        file = reader.file(id)
    for n, (kind, title, session) in enumerate(papers.kinds_of(file), 1):
        paper = papers.make(desk, id, kind, session=session)
        path = out / f"{n}-{title}.pdf"
        write_private(path, paper.pdf)
        papers.print_record(desk, id, paper, printer="file", copies=1)
        say(f"文书:{path.name}({len(paper.pdf) // 1024} KB)")


def _sheets(desk: Desk, out: Path, say: Say) -> None:
    """The room's own lists of the day, and one's dates for a calendar."""
    renewal.renew_daily(desk)
    waiting = due.due(desk)
    say(f"要做:{len(waiting)} 项,其中逾期 {sum(d.overdue for d in waiting)} 项")
    made = {
        "当日清单.pdf": day_sheet.today_sheet(desk)(),
        "值班日志.pdf": journal.log_sheet(desk, desk.today(), ACTS)(),
        "日程.ics": calendar_export.export(desk),
    }
    for name, content in made.items():
        write_private(out / name, content)
        say(f"清单:{name}({len(content) // 1024} KB)")


def _month(desk: Desk, out: Path, say: Say) -> None:
    """Last month as it is handed in: sealed, then the tables, the bulletin and the figures."""
    month = month_of(desk.today()).before()
    sealed = freeze(desk, month.code)
    say(f"封存:{month.label},{sealed.figures['cases_total']} 件,sha256 {sealed.digest[:16]}…")
    made = deliver(out, bundle(desk, month))
    say(f"月报:{len(made)} 个文件在 {out.name} 里,有工作簿、表、月报、CSV 和 figures.json")


def _pictures(desk: Desk, id: UUID, out: Path, say: Say) -> None:
    from desktop.pictures import take

    for path in take(desk, id, out / "screens"):
        say(f"截图:{path.name}")


def self_test(say: Say) -> int:
    """Every page opened, every sample printed; 0 when all went well."""
    from reports.gallery import papers as samples

    say(f"样张 {sum(1 for _ in samples())} 份,正常")
    with tempfile.TemporaryDirectory(prefix="mediation-desk-") as temporary:
        return demo(Path(temporary), lambda words: say(words) if words.startswith(("截图", "核对")) else None)


def _need(out: Path) -> None:
    try:
        (out / "screens").mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Refused("read_only", f"不能写入 {out.name},请另选一个文件夹。") from None
