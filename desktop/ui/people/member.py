"""One of the team: the form at the right, saved as one goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout

from desktop.commands import rooms
from desktop.commands.drafts import drop
from desktop.commands.statistics import organisation
from desktop.domain.people import Member, TeamRole
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import primary, quiet
from desktop.ui.kit.choices import Check, Choice, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form, Line
from desktop.ui.kit.labels import Label
from desktop.ui.kit.masks import PhoneField
from desktop.ui.looks import Tone
from desktop.ui.people.autosave import Autosave
from desktop.ui.settings.section import Section
from desktop.ui.words import TEAM_ROLES

NEW = "member:new"
FIELDS = ("name", "role", "title", "organisation", "affiliations", "phone", "certificate", "active")
COUNTED = ("sex", "born", "education", "employment")  # what the organisation table asks of a people's mediator
TIP = "用于组织队伍情况统计表"
BETWEEN = re.compile("[\u3001\uff0c,;\uff1b]+")


class MemberForm(Form):
    """Name, part in the 3+X, papers that prove it, telephone; of a mediator what the organisation table counts."""

    def __init__(self, today: Callable[[], date]) -> None:
        known = (organisation.employments(), organisation.educations())
        sexes = options((sex, sex) for sex in organisation.sexes())
        super().__init__(
            [
                Ask("name", "姓名", lambda: TextField(width=200, most=40, name=True), needed=True),
                Ask("role", "身份", lambda: Choice(options(TEAM_ROLES.items()), blank=None), needed=True),
                Ask("organisation", "单位", lambda: TextField(width=None, most=100)),
                Ask(
                    "affiliations",
                    "其他任职",
                    lambda: TextField(width=None, most=200, example="还在哪里任职、代言,用顿号隔开"),
                    tip="回避按单位和这里的各家判断",
                ),
                Ask("title", "职务", lambda: TextField(width=200, most=40, example="人民调解员")),
                Ask("certificate", "证件号", lambda: TextField(width=280, most=60), tip="调解员证、执业证、警官证号"),
                Ask("phone", "电话", PhoneField),
                Line(
                    Ask("employment", "专兼职", lambda: Choice(options(known[0])), tip=TIP),
                    Ask("education", "文化程度", lambda: Choice(options(known[1])), tip=TIP),
                ),
                Line(
                    Ask("sex", "性别", lambda: Choice(sexes), tip=TIP),
                    Ask("born", "出生日期", lambda: DateField(today, example="如 1968-03-12"), tip=TIP),
                ),
                Ask("active", "状态", lambda: Check("在岗,可以被选为调解员、记录人等")),
            ]
        )
        self.changed.connect(lambda name: self.show_counted() if name == "role" else None)

    def fill(self, values: Mapping[str, Any]) -> None:
        super().fill(values)
        if "role" in values:
            self.show_counted()

    def show_counted(self) -> None:
        """Only people's mediators stand in the organisation table."""
        for name in COUNTED:
            self.show_ask(name, self.field("role").value() is TeamRole.PEOPLE_MEDIATOR)


class MemberEditor(Section):
    """Shows one member or a new one. `added(id)` is called when a new one has been saved."""

    def __init__(self, host: Host, added: Callable[[UUID], None]) -> None:
        super().__init__()
        self._host, self._added = host, added
        self._member: Member | None = None
        self.adding = False
        self.title = Label("", 14, bold=True)
        self.state = Label("", tone=Tone.INK_2)
        self.form = MemberForm(host.desk.today)
        self.add_button = primary("添加", hint="Ctrl+Enter")
        self.leave = quiet("不添加")
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.state)
        feet = QHBoxLayout()
        feet.addStretch(1)
        feet.addWidget(self.leave)
        feet.addWidget(self.add_button)
        self.column.addLayout(head)
        self.column.addWidget(self.form)
        self.column.addLayout(feet)
        self.column.addStretch(1)
        self.saving = Autosave(host, self.form, self._key, self._save)
        self.saving.told.connect(self._tell)
        self.form.field("phone").reveal_asked.connect(self._reveal)
        self.add_button.clicked.connect(self.add_now)
        self.form.done.connect(self.add_now)
        self.leave.clicked.connect(self._give_up)
        self.form.setEnabled(host.desk.may(Act.TEAM))
        self.gave_up: Callable[[], None] = self.form.clear_problems

    def show_member(self, member: Member) -> None:
        """This one's fields, or the draft of them that a crash left behind; what was shown before is saved first."""
        if self._member is not None and member.id == self._member.id:
            if not self.saving.dirty and member != self._member:
                self._fill(member)
            return
        self.settle()
        self._fill(member)
        self.saving.bring_back()

    def begin_new(self) -> None:
        self.settle()
        self._member, self.adding = None, True
        self.title.setText("添加成员")
        self.form.fill(
            dict.fromkeys(FIELDS, "") | dict.fromkeys(COUNTED) | {"role": TeamRole.PEOPLE_MEDIATOR, "active": True}
        )
        self.form.clear_problems()
        self.saving.forget()
        self.saving.bring_back()
        self._show_feet()
        self.form.start()

    def settle(self) -> None:
        """A known member is saved; a new one stays a draft until 添加 is pressed."""
        if self.adding:
            self.saving.keep()
        elif self._member is not None:
            self.saving.settle()

    def add_now(self) -> None:
        """Save the new member, or show what lacks."""
        if not self.adding or not self.form.check():
            return
        member = Member(**self._values())
        if self._host.do(lambda: self._write(member), said=f"已添加{member.name}。") is None:
            return
        self.saving.forget()
        drop(self._host.desk, NEW)
        self._fill(member)
        self._added(member.id)

    def _give_up(self) -> None:
        drop(self._host.desk, NEW)
        self.saving.forget()
        self.adding = False
        self.gave_up()

    def _fill(self, member: Member) -> None:
        self._member, self.adding = member, False
        self.title.setText(member.name)
        self.form.fill(
            {name: getattr(member, name) for name in (*FIELDS, *COUNTED)}
            | {"affiliations": "、".join(member.affiliations)}
        )
        self.form.clear_problems()
        self.saving.forget()
        self._show_feet()

    def _save(self) -> bool:
        if self._member is None:
            return False
        changed = replace(self._member, **self._values())
        if changed != self._member:
            rooms.save_member(self._host.desk, changed)
            self._member = changed
            self.title.setText(changed.name)
        return True

    def _write(self, member: Member) -> bool:
        rooms.save_member(self._host.desk, member)
        return True

    def _values(self) -> dict[str, Any]:
        values = {name: value for name, value in self.form.values().items() if name in FIELDS}
        named = (part.strip() for part in BETWEEN.split(values["affiliations"]))
        return values | {"affiliations": tuple(part for part in named if part)} | self._counted()

    def _counted(self) -> dict[str, Any]:
        """A word of an outside file that is none of ours stays until somebody chooses another."""
        said = self.form.values()
        found: dict[str, Any] = {"born": said["born"]}
        for name in ("sex", "education", "employment"):
            kept = getattr(self._member, name) if self._member else ""
            ours = [option.value for option in self.form.field(name).among]
            found[name] = said[name] or ("" if kept in ours else kept)
        return found

    def _key(self) -> str:
        return NEW if self._member is None else f"member:{self._member.id.hex}"

    def _reveal(self) -> None:
        if self._host.do(self._note):
            self.form.field("phone").reveal()

    def _note(self) -> bool:
        member = self._member
        self._host.desk.note(Act.REVEAL, "reveal", what="member_phone", member=member.id.hex if member else "")
        return True

    def _show_feet(self) -> None:
        for button in (self.add_button, self.leave):
            button.setVisible(self.adding)

    def _tell(self, words: str, saved: bool) -> None:
        self.state.setText(words)
        self.state.set_tone(Tone.GREEN if saved else Tone.INK_2)
