"""当事人: the people at the left, the form of the chosen one at the right, saved as one goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer

from desktop.commands import disputes, drafts
from desktop.commands import parties as people
from desktop.commands.summaries import short_name
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing
from desktop.domain.errors import MediationError
from desktop.domain.people import Agent, Party, PartyRole, Person, PersonKind
from desktop.domain.permissions import Act
from desktop.ui.file.keeping import Keeper
from desktop.ui.file.known import lacking
from desktop.ui.file.parties_frame import PartiesFrame
from desktop.ui.file.party_form import PartyForm, changed_agent, changed_party, changed_person, values_of
from desktop.ui.file.people_list import Item
from desktop.ui.host import Host
from desktop.ui.words import PARTY_ROLES, PERSON_KINDS

ASK_MS = 200


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody not saved yet: a party, or an agent of `party`; `known` when they come from the registry."""

    kind: PersonKind = PersonKind.NATURAL
    party: UUID | None = None
    role: PartyRole = PartyRole.RESPONDENT
    known: Person | None = None


class PartiesTab(PartiesFrame):
    """One form at a time; changing the person saves or keeps what was typed."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._file: CaseFile | None = None
        self._chosen: UUID | None = None
        self._new: Newcomer | None = None
        self._forms: dict[tuple[PersonKind, bool], tuple[PartyForm, Keeper]] = {}
        self._shown: tuple[PartyForm, Keeper] | None = None
        self._ask = QTimer(self, singleShot=True, interval=ASK_MS)
        self._ask.timeout.connect(self._suggest)
        self._wire()

    def _wire(self) -> None:
        self.list.chosen.connect(self.choose)
        self.add_party.clicked.connect(self.begin_party)
        self.add_agent.clicked.connect(self.begin_agent)
        self.kinds.chosen.connect(self._on_kind)
        self.role.changed.connect(self._on_role)
        self.known.taken.connect(self.take)
        self.before.clicked.connect(lambda: self.list.step(-1))
        self.after.clicked.connect(lambda: self.list.step(1))
        self.remove.clicked.connect(self._remove)

    # -- what the page asks

    def show_file(self, file: CaseFile) -> None:
        other = self._file is None or self._file.dispute.id != file.dispute.id
        self._file = file
        if other:
            self._new, self._chosen = None, None
            self.saved.show_nothing()
        keys = [item.key for item in self._items()]
        if self._new is None and self._chosen not in keys:
            self._chosen = next(iter(keys), None)
            if self._chosen is None and self._may():
                self._new = Newcomer(role=PartyRole.APPLICANT)
        self._show()

    def settle(self) -> None:
        if self._shown is not None:
            self._shown[1].settle()

    def begin_focus(self) -> None:
        if self._shown is not None and self._may():
            self._shown[0].start()
        else:
            self.list.setFocus()

    # -- what a person asks

    def choose(self, key: UUID | None) -> None:
        """Show the form of another one; what was typed is saved or kept first."""
        self.settle()
        self._end_newcomer()
        self._chosen = key
        self._show()

    def begin_party(self) -> None:
        """An empty form; saved when a name is there."""
        if self._file is None:
            return
        self.settle()
        roles = {party.role for party in self._file.sides}
        role = next(
            (r for r in (PartyRole.APPLICANT, PartyRole.RESPONDENT) if r not in roles),
            PartyRole.RESPONDENT,
        )
        self._begin(Newcomer(role=role))

    def begin_agent(self) -> None:
        party = self._party()
        if party is not None:
            self.settle()
            self._begin(Newcomer(party=party.id))

    def take(self, known: Person) -> None:
        """The newcomer is somebody the room already knows."""
        if self._new is None or self._shown is None:
            return
        self._new = replace(self._new, kind=known.kind, known=known)
        self._shown[1].forget()
        self._save_new({}, known)

    # -- showing

    def _begin(self, newcomer: Newcomer) -> None:
        self._new, self._chosen = newcomer, None
        self._show()
        self.begin_focus()

    def _end_newcomer(self) -> None:
        self._new = None
        self.known.clear()

    def _show(self) -> None:
        file = self._file
        if file is None:
            return
        self.list.show_items(self._items(), self._chosen)
        part, person = self._part(), self._person()
        kind = person.kind if person else self._new.kind if self._new else PersonKind.NATURAL
        agent = isinstance(part, Agent) or (self._new is not None and self._new.party is not None)
        shown = self._form(kind, agent)
        if self._shown is not None and self._shown is not shown:
            self._shown[1].settle()
        self._shown = shown
        form, keeper = shown
        for other, _ in self._forms.values():
            other.setVisible(other is form)
        self.kinds.choose(kind.value)
        self.role.setVisible(not agent)
        self.role.set_value(part.role if isinstance(part, Party) else self._new.role if self._new else None)
        if keeper.show(self._key(kind), values_of(person, part)):
            self.saved.show_draft()
        form.follow()
        self._show_also(form, person)
        self._allow(form, part)

    def _allow(self, form: PartyForm, part: Party | Agent | None) -> None:
        may, reveal = self._may(), self._host.desk.may(Act.REVEAL)
        for name in form.names():
            field = form.field(name)
            field.editor.setEnabled(may)
            if hasattr(field, "eye"):
                field.eye.setEnabled(reveal)
        for widget in (self.kinds, self.role, self.add_party):
            widget.setEnabled(may)
        self.add_agent.setEnabled(may and self._party() is not None)
        self.remove.setVisible(may and part is not None)
        count = len(self._items())
        self.before.setEnabled(count > 1)
        self.after.setEnabled(count > 1)

    def _show_also(self, form: PartyForm, person: Person | None) -> None:
        lines = people.also_in(self._host.desk, person, self._file.dispute.id) if person and self._file else []
        numbers = "、".join(line.number for line in lines[:2]) + ("等" if len(lines) > 2 else "")
        form.also.show_words(f"也出现在 {numbers}" if lines else "")
        form.also.setToolTip("\n".join(f"{line.number} {line.names}" for line in lines))
        form.also.setProperty("file", lines[0].id.hex if lines else "")

    def _open_also(self, form: PartyForm) -> None:
        self._host.open_file(UUID(hex=form.also.property("file")), "parties")

    def _form(self, kind: PersonKind, agent: bool) -> tuple[PartyForm, Keeper]:
        """The form for one kind; made when first needed."""
        if (kind, agent) not in self._forms:
            form = PartyForm(self._host, kind, agent=agent)
            keeper = Keeper(self._host, form, self._save)
            keeper.saved.connect(self.saved.show_saved)
            form.changed.connect(self._on_typed)
            form.also.button.clicked.connect(partial(self._open_also, form))
            for name in ("id_number", "phone"):
                if name in form.names():
                    form.field(name).reveal_asked.connect(lambda name=name: self._reveal(form, name))
            self.add_form(form)
            self._forms[kind, agent] = (form, keeper)
        return self._forms[kind, agent]

    def _items(self) -> list[Item]:
        file = self._file
        if file is None:
            return []
        items = []
        for party in [*file.sides, *[p for p in file.parties if not p.role.is_party]]:
            name = short_name(file.person(party).name)
            items.append(Item(party.id, PARTY_ROLES[party.role], name, lacking(file, party)))
            items += [
                Item(agent.id, f"代理人({name})", short_name(file.person(agent).name), lacking(file, agent))
                for agent in file.agents_of(party)
            ]
            if self._new is not None and self._new.party == party.id:
                items.append(Item(None, f"代理人({name})", "新代理人"))
        if self._new is not None and self._new.party is None:
            items.append(Item(None, PARTY_ROLES[self._new.role], "新当事人"))
        return items

    def _part(self) -> Party | Agent | None:
        if self._file is None or self._chosen is None:
            return None
        parts: list[Party | Agent] = [*self._file.parties, *self._file.agents]
        return next((part for part in parts if part.id == self._chosen), None)

    def _party(self) -> Party | None:
        """The chosen party, or the one whose agent is chosen."""
        part = self._part()
        if isinstance(part, Agent) and self._file is not None:
            return next((p for p in self._file.parties if p.id == part.party_id), None)
        return part if isinstance(part, Party) else None

    def _person(self) -> Person | None:
        part = self._part()
        return self._file.person(part) if part is not None and self._file is not None else None

    def _key(self, kind: PersonKind) -> str:
        """What drafts go by; also what tells the keeper that somebody else is shown."""
        assert self._file is not None
        if self._new is not None:
            return f"party:new:{self._file.dispute.id}:{self._new.party or ''}"
        return f"party:{self._chosen}:{kind.value}"

    def _may(self) -> bool:
        archived = self._file is not None and self._file.dispute.filing is Filing.ARCHIVED
        return self._host.desk.may(Act.EDIT) and not archived

    # -- saving

    def _save(self, changed: dict[str, Any]) -> None:
        """Called by the keeper; what the room refuses goes back to it."""
        part, person = self._part(), self._person()
        if self._new is not None:
            if changed.get("name"):
                self._save_new(changed, self._new.known)
            return
        if part is None or person is None or self._file is None:
            return
        after = changed_party(part, changed) if isinstance(part, Party) else changed_agent(part, changed)
        disputes.save_person(self._host.desk, self._file.dispute.id, changed_person(person, changed), after)

    def _save_new(self, changed: dict[str, Any], known: Person | None) -> None:
        if self._file is None or self._new is None:
            return
        new, id, key = self._new, self._file.dispute.id, self._key(self._new.kind)
        base = known or Person(kind=new.kind, name=changed["name"])
        person = changed_person(base, changed)
        self._end_newcomer()
        if new.party is not None:
            agent = changed_agent(Agent(dispute_id=id, party_id=new.party, person_id=person.id), changed)
            self._chosen = agent.id
            disputes.add_agent(self._host.desk, agent, person)
        else:
            position = max((p.position for p in self._file.parties), default=-1) + 1
            party = Party(dispute_id=id, person_id=person.id, role=new.role, position=position)
            self._chosen = party.id
            disputes.add_party(self._host.desk, changed_party(party, changed), person)
        drafts.drop(self._host.desk, key)

    def _on_kind(self, value: str) -> None:
        kind = PersonKind(value)
        if self._new is not None:
            name = self._shown[0].field("name").value() if self._shown else ""
            if self._shown is not None:
                self._shown[1].forget()
            self._new = replace(self._new, kind=kind)
            self._show()
            if self._shown is not None and name:
                self._shown[0].fill({"name": name})
            return
        self.settle()
        person, part = self._person(), self._part()
        if person is not None and part is not None and self._file is not None:
            id = self._file.dispute.id
            self._host.do(
                lambda: disputes.save_person(self._host.desk, id, replace(person, kind=kind)),
                said=f"已改为{PERSON_KINDS[kind]}",
                undo=True,
            )

    def _on_role(self) -> None:
        role: PartyRole = self.role.value()
        if self._new is not None:
            self._new = replace(self._new, role=role)
            self.list.show_items(self._items(), self._chosen)
            return
        self.settle()
        person, part = self._person(), self._part()
        if person is not None and isinstance(part, Party) and self._file is not None:
            id = self._file.dispute.id
            self._host.do(lambda: disputes.save_person(self._host.desk, id, person, replace(part, role=role)))

    def _remove(self) -> None:
        part, person = self._part(), self._person()
        if part is None or person is None:
            return
        if self._shown is not None:
            self._shown[1].forget()
        desk = self._host.desk
        self._host.do(
            lambda: disputes.remove_party(desk, part) if isinstance(part, Party) else people.remove_agent(desk, part),
            said=f"已移除{person.name}",
            undo=True,
        )

    def _reveal(self, form: PartyForm, name: str) -> None:
        person = self._person()
        if person is None or self._file is None:
            form.field(name).reveal()
            return
        try:
            disputes.reveal(self._host.desk, self._file.dispute.id, person, name)
        except MediationError as error:
            self._host.problem(error)
        else:
            form.field(name).reveal()

    # -- who is known already

    def _on_typed(self, name: str) -> None:
        if name == "name" and self._new is not None:
            self._ask.start()

    def _suggest(self) -> None:
        if self._new is None or self._shown is None or self._file is None:
            return
        here = [*(p.person_id for p in self._file.parties), *(a.person_id for a in self._file.agents)]
        self.known.ask(self._shown[0].field("name").value(), here)
