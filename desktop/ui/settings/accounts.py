"""账户: one's own password; for the administrator the list, new accounts, roles, closing, the recovery sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.commands import rooms
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.people import Account, Member, Role
from desktop.domain.permissions import ACT_WORDS, ALLOWED, Act
from desktop.storage.keys import Cost
from desktop.ui.gate.passwords import AgainField, PasswordField, refusal
from desktop.ui.gate.recovery import RecoveryFace
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, MenuButton, Rank, plain, quiet
from desktop.ui.kit.cards import Card
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Beside, Form, Line
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.pinyin import by_sound
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.looks import Tone, look
from desktop.ui.settings.own import LABELS, NewPasswordForm, OwnPassword
from desktop.ui.settings.quietly import quietly
from desktop.ui.settings.section import Section, beside
from desktop.ui.words import ROLES

MOST_SHOWN = 8
_DUTIES = (Act.REGISTER, Act.DECIDE, Act.REVIEW, Act.ISSUE, Act.PRINT, Act.EXPORT, Act.MANAGE, Act.AUDIT)


def duties(role: Role) -> str:
    """What a role may do, in words: 登记纠纷、受理和结案、…"""
    return "、".join(ACT_WORDS[act] for act in _DUTIES if act in ALLOWED[role]) or ACT_WORDS[Act.READ]


class AccountsSection(Section):
    """Everybody sees the first block; the administrator the rest."""

    def __init__(self, host: Host, cost: Cost) -> None:
        super().__init__()
        self._host = host
        self.own = OwnPassword(host, cost)
        account = host.desk.account
        note = f"{account.name}·{ROLES[account.role]}。可以{duties(account.role)}。"
        self.block("我的密码", note).addWidget(self.own)
        self.all: AllAccounts | None = None
        self.recovery: NewRecovery | None = None
        if host.desk.may(Act.MANAGE):
            self.all = AllAccounts(host, cost)
            self.block("全部账户", "每人一个账户;停用后不能再登录,做过的事仍在记录里。").addWidget(self.all)
            self.recovery = NewRecovery(host, cost)
            note = "恢复单丢失、被人看过,或保管人换了,请更换。旧恢复码随即作废。"
            self.block("恢复单", note).addWidget(self.recovery)
        self.finish()

    def refresh(self) -> None:
        if self.all is not None:
            self.all.refresh()

    def heard(self, changed: Changed) -> None:
        if changed.touches("accounts"):
            self.refresh()

    def begin_focus(self) -> None:
        self.own.chain.go(self.own.field("old"))


class NewAccountForm(Form):
    """A colleague's name, role and first password; the person may be one of the team."""

    def __init__(self, members: Callable[[], list[Member]]) -> None:
        self._password = PasswordField(judged=True)
        self._again = AgainField(self._password)
        self._members = members
        self.add = plain("添加账户")
        self.leave = quiet("不添加")
        super().__init__(
            [
                Line(
                    Ask("name", "姓名", lambda: TextField(width=160, most=40, name=True), needed=True),
                    Ask("role", "角色", lambda: Choice(options(ROLES.items()), blank=None), needed=True),
                ),
                Ask("member", "人员名单", lambda: Choice([], blank="不在名单里", width=200)),
                Ask("password", "初始密码", self._first, needed=True),
                Ask("again", "再输一次", self._second, needed=True),
                Beside(self._buttons),
            ],
            labels=LABELS,
        )
        self.field("member").set_hint("选了才知道哪些件归这位")
        self.changed.connect(self._on_change)

    def clear(self) -> None:
        members = [m for m in self._members() if m.active]
        self.field("member").offer(options((m.id, m.name) for m in members))
        self.fill({"name": "", "role": Role.MEDIATOR, "member": None, "password": "", "again": ""})
        self._on_change("role")
        self.clear_problems()

    def _on_change(self, name: str) -> None:
        if name == "role":
            self.field("role").set_hint(duties(self.values()["role"]))
        if name == "name":
            typed = self.values()["name"]
            same = next((m.id for m in self._members() if m.name == typed), None)
            if same is not None:
                self.fill({"member": same})

    def _first(self) -> QWidget:
        return self._password

    def _second(self) -> QWidget:
        return self._again

    def _buttons(self) -> QWidget:
        holder = QWidget()
        holder.setLayout(beside(self.add, self.leave))
        holder.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        return holder


class AllAccounts(QWidget):
    """The list and what can be done with the chosen one; one form at a time is open below."""

    def __init__(self, host: Host, cost: Cost) -> None:
        super().__init__()
        self._host, self._cost = host, cost
        columns: list[Column[Account]] = [
            Column(name="name", title="姓名", text=lambda a: a.name, width=120, stretch=1, tone=Tone.INK),
            Column(name="role", title="角色", text=lambda a: ROLES[a.role], width=104),
            Column(name="may", title="可以", text=lambda a: duties(a.role), width=240, stretch=3, rank=1),
            Column(name="state", title="状态", text=_state, width=88),
        ]
        self.model = RowsModel[Account](columns, lambda a: a.id)
        self.list = ListView(self.model, name="账户", unit="个")
        self.list.current_changed.connect(self._show_acts)
        self.add = plain("添加账户", icon="ph.plus")
        self.role = MenuButton("改角色")
        self.reset = plain("重设密码")
        self.close_it = Button("停用", Rank.DANGER)
        self.new = NewAccountForm(host.desk.members)
        self.password = NewPasswordForm("重设密码")
        self.note = Label("", tone=Tone.INK_2, wrap=True)
        for form in (self.new, self.password):
            form.hide()
        self._card = Card(flush=True)
        self._card.add(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._card)
        column.addLayout(beside(self.add, self.role, self.reset, self.close_it))
        column.addWidget(self.note)
        column.addWidget(self.new)
        column.addWidget(self.password)
        self.note.hide()
        self._wire()
        self.refresh()

    def _wire(self) -> None:
        self.add.clicked.connect(self._open_new)
        self.reset.clicked.connect(self._open_reset)
        self.close_it.clicked.connect(self._ask_close)
        self.new.add.clicked.connect(self._add)
        self.new.done.connect(self._add)
        self.new.ended.connect(self._add)
        self.new.leave.clicked.connect(self._fold)
        self.new.left.connect(self._fold)
        self.password.wanted.connect(self._reset)
        self.password.left.connect(self._fold)
        for role, words in ROLES.items():
            self.role.add(words, partial(self._set_role, role))

    def refresh(self) -> None:
        found = rooms.accounts(self._host.desk)
        sound = by_sound()
        self.model.show(sorted(sorted(found, key=lambda a: sound(a.name)), key=lambda a: not a.active))
        rows = min(max(len(found), 2), MOST_SHOWN)
        self._card.setFixedHeight(look().px(HEAD) + rows * look().px(ROW) + 2)
        if self.list.current_key() is None:
            self.list.start()
        self._show_acts()

    def chosen(self) -> Account | None:
        key = self.list.current_key()
        found = self.model.row_of(key) if key is not None else None
        return self.model.at(found) if found is not None else None

    def _show_acts(self, _key: object = None) -> None:
        account = self.chosen()
        other = account is not None and account.active and account.id != self._host.desk.account.id
        for button in (self.role, self.reset, self.close_it):
            button.setEnabled(other)
        if not self.password.isHidden():
            self._fold()

    def _open_new(self) -> None:
        self._fold()
        self.new.clear()
        self._open(self.new)

    def _open_reset(self) -> None:
        account = self.chosen()
        self._fold()
        if account is not None:
            self.password.clear()
            self.note.setText(f"给{account.name}设一个新密码,当面告诉本人,请本人登录后自己再改。")
            self.note.show()
            self._open(self.password)

    def _open(self, form: Form) -> None:
        """Show the form, all of it when the page has been laid out, and begin in it."""
        form.show()
        QTimer.singleShot(0, form, partial(self._bring, form))

    def _bring(self, form: Form) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(form, 0, 12)
        if form.isVisible():
            form.start()

    def _fold(self) -> None:
        """Close the open form; a password that was typed is forgotten."""
        for form in (self.new, self.password):
            if form.isAncestorOf(form.focusWidget() or self):
                self.list.setFocus()
            form.hide()
        self.password.clear()
        self.new.fill({"password": "", "again": ""})
        self.note.hide()

    def _add(self) -> None:
        if not self.new.isEnabled() or not self.new.check():
            return
        told, cost = self.new.values(), self._cost
        if sentence := refusal(told["password"]):
            self.new.show_problem("password", sentence)
            return
        account = Account(name=told["name"], role=told["role"], member_id=told["member"])
        self.new.setEnabled(False)
        quietly(
            self._host,
            lambda desk: rooms.add_account(desk, account, told["password"], cost=cost),
            partial(self._added, account),
            partial(self._refused, self.new),
        )

    def _added(self, account: Account, _none: None) -> None:
        self.new.setEnabled(True)
        self._fold()
        self.refresh()
        self.list.go_to(account.id)
        self._host.say(f"已添加{account.name}({ROLES[account.role]}),请把初始密码当面告诉本人。")

    def _reset(self) -> None:
        account, told, cost = self.chosen(), self.password.values(), self._cost
        if account is None:
            return
        self.password.setEnabled(False)
        quietly(
            self._host,
            lambda desk: rooms.reset_password(desk, account, told["password"], cost=cost),
            partial(self._was_reset, account.name),
            partial(self._refused, self.password),
        )

    def _was_reset(self, name: str, _none: None) -> None:
        self.password.setEnabled(True)
        self._fold()
        self._host.say(f"{name}的密码已重设。")

    def _refused(self, form: Form, error: MediationError) -> None:
        form.setEnabled(True)
        form.show_problem(error.field if isinstance(error, RuleBroken) else "password", error.for_user())

    def _set_role(self, role: Role) -> None:
        account = self.chosen()
        if account is not None:
            self._host.do(
                lambda: rooms.set_role(self._host.desk, account, role),
                said=f"{account.name}现在是{ROLES[role]},下次登录起生效。",
            )
            self.refresh()

    def _ask_close(self) -> None:
        account = self.chosen()
        if account is not None:
            sentence = f"{account.name}以后不能再登录。以前登记、修改、签发的都保留。"
            self._host.ask(f"停用{account.name}的账户?", sentence, "停用", partial(self._close, account))

    def _close(self, account: Account) -> None:
        desk = self._host.desk
        self._host.do(lambda: rooms.close_account(desk, replace(account)), said=f"{account.name}的账户已停用。")
        self.refresh()


class NewRecovery(QWidget):
    """A new recovery code after one's own password; it is shown here until it has been kept."""

    def __init__(self, host: Host, cost: Cost) -> None:
        super().__init__()
        self._host, self._cost = host, cost
        self.button = plain("更换恢复码")
        self.form = Form(
            [
                Ask("password", "我的密码", PasswordField, needed=True),
                Beside(lambda: self.button),
            ],
            labels=LABELS,
        )
        self.face: RecoveryFace | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.form)
        self.button.clicked.connect(self._renew)
        self.form.done.connect(self._renew)
        self.form.ended.connect(self._renew)

    def _renew(self) -> None:
        if not self.form.isEnabled() or not self.form.check():
            return
        password, cost = self.form.values()["password"], self._cost
        self.form.setEnabled(False)
        quietly(self._host, lambda desk: rooms.renew_recovery(desk, password, cost=cost), self._renewed, self._refused)

    def _renewed(self, code: str) -> None:
        committee = self._host.desk.committee()
        self.form.setEnabled(True)
        self.form.fill({"password": ""})
        self.form.hide()
        self.face = RecoveryFace(committee.room, committee.committee, code, done="已收好", today=self._host.desk.today)
        self.face.kept.connect(self._kept)
        self._column.addWidget(self.face)
        self.face.begin_focus()

    def _kept(self) -> None:
        face, self.face = self.face, None
        if face is not None:
            face.hide()
            self._column.removeWidget(face)
            face.deleteLater()
        self.form.show()
        self._host.say("恢复码已更换,请销毁旧的恢复单。")

    def _refused(self, error: MediationError) -> None:
        self.form.setEnabled(True)
        self.form.show_problem("password", error.for_user())


def _state(account: Account) -> str:
    return "在用" if account.active else "已停用"
