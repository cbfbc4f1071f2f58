"""Two workstations of one room that part for three weeks: how the second one joins, and what is done on each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.commands import agreements, disputes, records, rooms
from desktop.commands.desk import Desk
from desktop.commands.syncing import hub_card, joining
from desktop.commands.syncing.exchanging import sync_now
from desktop.commands.syncing.status import status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing, Intake
from desktop.domain.people import Account, Person, Role
from desktop.domain.records import Evidence, FollowUp, Investigation
from tests.conftest import CHEAP, NOON, PASSWORD
from tests.stories.walk import read
from tests.sync.cluster import Cluster

NOTEBOOK, COLLEAGUE = "接待日笔记本", "严伯年"
WEEKS_LATER = datetime.combine(date(2026, 12, 21), time(9, 30))
DAYS = 21
EACH = 200  # edits of each workstation in that time


@dataclass
class Clock:
    """The clock of one workstation."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **by: int) -> None:
        self.moment += timedelta(**by)


def in_earnest(desk: Desk) -> None:
    """The practice room becomes one whose data go out."""
    with desk.store.aside() as tx:
        tx.set_meta("practice", "0")
    desk.practice = False


def joined(desk: Desk, cluster: Cluster, folder: Path, clock: Clock) -> Desk:
    """The colleague's notebook, as the street's IT, the administrator and the colleague do it one after the other."""
    member = next(m for m in desk.members() if m.name == COLLEAGUE)
    account = Account(name=COLLEAGUE, role=Role.MEDIATOR, member_id=member.id)
    rooms.add_account(desk, account, PASSWORD, cost=CHEAP)
    room = hub_card.room_id(desk)
    hub_card.connect(desk, cluster.station(room).text().encode())
    content, code = joining.invite(desk, NOTEBOOK, json.loads(cluster.station(room).text()), cost=CHEAP)
    sync_now(desk)
    invitation = joining.open_invitation(content, code, now=clock)
    entrance, _recovery = joining.join(folder, invitation, account.id, PASSWORD, now=clock, cost=CHEAP)
    return joining.fetch(entrance, now=clock)


# -- what both write, each without knowing of the other


@dataclass(frozen=True)
class Clash:
    """One field that is written on both; `typed`: what is typed in the end in place of both."""

    kind: str
    field: str
    write: Callable[[Desk, int], object]
    typed: str = ""


def clashes(names: dict[str, UUID]) -> tuple[Clash, ...]:
    """Nine, of every kind that people meet on; the tenth is typed in the windows.

    `names`: files by who asked. Side 0 is the room's, 1 the notebook's.
    """

    def file(desk: Desk, name: str) -> CaseFile:
        return read(desk, names[name])

    def edit(desk: Desk, name: str, **said: Any) -> None:
        disputes.edit(desk, replace(file(desk, name).dispute, **said))

    def phone(desk: Desk, side: int) -> None:
        who = file(desk, "桑榆").person(file(desk, "桑榆").sides[0])
        disputes.save_person(desk, names["桑榆"], replace(who, phone=f"1200001111{side}"))

    def clause(desk: Desk, side: int) -> None:
        now = file(desk, "上海恒禾物业服务有限公司")
        assert now.agreement is not None
        terms = [replace(now.terms[0], text=f"双方于每月{5 + side}日前结清当月物业费。"), *now.terms[1:]]
        agreements.save_draft(desk, now.agreement, terms, now.obligations)

    def session(desk: Desk, side: int) -> None:
        (planned,) = [s for s in file(desk, "阎小北").sessions if s.planned]
        records.save(desk, replace(planned, starts=WEEKS_LATER + timedelta(hours=side), ends=None))

    def next_call(desk: Desk, side: int) -> None:
        asked = file(desk, "水静").follow_ups[0]
        records.save(desk, replace(asked, next_on=WEEKS_LATER.date() + timedelta(days=1 + side)))

    def evidence(desk: Desk, side: int) -> None:
        records.save(desk, replace(file(desk, "简兮").evidence[0], name=("现场照片", "现场照片(含门牌)")[side]))

    def category(desk: Desk, side: int) -> None:
        code = ("neighbourhood", "house_land")[side]
        edit(desk, "牧野", category=code, category_label=desk.handbook.category(code).label)

    def colleague(desk: Desk, side: int) -> None:
        member = next(m for m in desk.members() if m.name == "米岚")
        rooms.save_member(desk, replace(member, title=("工会主席", "工会副主席")[side]))

    return (
        Clash("people", "phone", phone),
        Clash("disputes", "facts", lambda desk, side: edit(desk, "何思远", facts=f"加班{40 + side}小时未付报酬。")),
        Clash("disputes", "title", lambda desk, side: edit(desk, "宁采文", title=("押金", "租金")[side]), "押金和租金"),
        Clash("sessions", "starts", session, "2026-12-21 14:00"),
        Clash("follow_ups", "next_on", next_call, "2026-12-28"),
        Clash("terms", "text", clause),
        Clash("evidence", "name", evidence, "现场照片三张"),
        Clash("disputes", "category", category),
        Clash("members", "title", colleague),
    )


# -- the rest of three weeks


@dataclass
class Worker:
    """Somebody who works on files of their own, day by day, by the commands of the program."""

    desk: Desk
    clock: Clock
    files: list[UUID]
    done: int = 0
    _deeds: Iterator[Callable[[CaseFile], object]] = field(init=False)

    def __post_init__(self) -> None:
        deeds = (
            self.title,
            self.facts,
            self.home,
            self.number,
            self.look,
            self.paper,
            self.call,
            self.notice,
            self.photo,
        )
        self._deeds = cycle(deeds)

    @property
    def waiting(self) -> int:
        """What was done here and is on no other machine."""
        return status(self.desk).waiting

    def work(self, upto: int) -> None:
        while (left := upto - self.waiting) > 0:
            for _ in range(left):
                file = read(self.desk, self.files[self.done % len(self.files)])
                self.clock.on(minutes=3)
                next(self._deeds)(file)
                self.done += 1

    def title(self, file: CaseFile) -> None:
        disputes.edit(self.desk, replace(file.dispute, title=f"{file.dispute.title}({self.done})"))

    def facts(self, file: CaseFile) -> None:
        disputes.edit(self.desk, replace(file.dispute, facts=f"{file.dispute.facts}补充第{self.done}条。"))

    def home(self, file: CaseFile) -> None:
        who = self._somebody(file)
        disputes.save_person(self.desk, file.dispute.id, replace(who, address=f"上海市示例区第{self.done}弄"))

    def number(self, file: CaseFile) -> None:
        who = self._somebody(file)
        disputes.save_person(self.desk, file.dispute.id, replace(who, phone=f"120{self.done:08d}"))

    def look(self, file: CaseFile) -> None:
        seen = Investigation(dispute_id=file.dispute.id, at=self.desk.now(), record=f"第{self.done}次查看现场。")
        records.save(self.desk, seen)

    def paper(self, file: CaseFile) -> None:
        number = len(file.evidence) + 1
        records.save(self.desk, Evidence(dispute_id=file.dispute.id, no=number, name=f"材料{self.done}"))

    def call(self, file: CaseFile) -> None:
        today = self.desk.today()
        asked = FollowUp(dispute_id=file.dispute.id, on=today, next_on=today + timedelta(days=7), result="再等等")
        records.save(self.desk, asked)

    def notice(self, file: CaseFile) -> None:
        disputes.sign_notice(self.desk, file.sides[self.done % len(file.sides)], self.desk.today())

    def photo(self, file: CaseFile) -> None:
        content = f"{self.desk.store.device} {self.done}".encode() * 50
        records.attach(self.desk, file.dispute.id, f"照片{self.done}.jpg", content)

    @staticmethod
    def _somebody(file: CaseFile) -> Person:
        return file.person(next((p for p in file.sides if file.person(p).natural), file.sides[0]))


def open_files(desk: Desk) -> dict[str, UUID]:
    """By who asked, the first of each in the order of their numbers."""
    with desk.read() as reader:
        found = [d.id for d in sorted(reader.find(Dispute), key=lambda d: d.number) if d.filing is Filing.OPEN]
        files = reader.files(found)
    return {file.person(file.sides[0]).name: file.dispute.id for file in reversed(files)}


def undecided(desk: Desk) -> list[UUID]:
    with desk.read() as reader:
        return sorted(d.id for d in reader.find(Dispute) if d.intake is Intake.RECEIVED)
