"""条款: the card with the facts, the clauses in order, what is owed beside them, the day and the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.agreements import Duty, Obligation, Term
from desktop.domain.wording import own_words
from desktop.ui.agreements.duties import Bench, duty_said
from desktop.ui.agreements.lines import Sentence
from desktop.ui.agreements.prose import Passage
from desktop.ui.agreements.terms import TermCard, TermReading
from desktop.ui.agreements.working import Working
from desktop.ui.kit.buttons import MenuButton, Rank
from desktop.ui.kit.cards import Card, CardHead
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look

Faults = Mapping[tuple[UUID | None, str], str]


class ClausesCard(Card):
    """Shows a Working, to edit or to read. `taken()` gives it back as it stands now."""

    edited = Signal(object)  # the clause's id, None for the rest
    add_asked = Signal(object, str)  # Duty or None, text
    move_asked = Signal(object, int)
    remove_asked = Signal(object)
    duty_asked = Signal(object, object)
    drop_asked = Signal(object)
    rewrite_asked = Signal(object)
    saved = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(flush=True)
        self.head = CardHead("条款", barred=True)
        self.library = MenuButton("条款库", icon="ph.books")
        self.library.set_rank(Rank.QUIET)
        self.more = MenuButton("加一条", icon="ph.plus")
        self.more.add("付款  谁付给谁多少钱", lambda: self.add_asked.emit(Duty.MONEY, ""))
        self.more.add("做事  谁做什么", lambda: self.add_asked.emit(Duty.ACT, ""))
        self.more.add("文字  自己写一条", lambda: self.add_asked.emit(None, ""))
        self.head.add_right(self.library)
        self.head.add_right(self.more)
        self.facts = Passage("事实", "还没有写纠纷主要事实、争议事项")
        self.liability = Passage("责任", "(各自应承担的责任,可不写)")
        self.column = PageColumn()
        self.column.column.setSpacing(8)
        self.column.column.setContentsMargins(12, 8, 12, 16)
        self.cards: list[TermCard] = []
        self._readings: list[TermReading] = []
        self._loose = Label("", tone=Tone.INK_2, wrap=True)
        self._loose.setContentsMargins(12, 0, 12, 0)
        self._terms = QVBoxLayout()
        self._terms.setSpacing(8)
        self.signing = DateField(today, width=136)
        self.place = TextField(width=None, most=80)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(12, 4, 4, 0)
        line = Sentence()
        line.say("协议日期", self.signing)
        line.say("地点", self.place)
        foot.addWidget(line)
        self.column.add(self.facts)
        self.column.add(self.liability)
        self.column.column.addLayout(self._terms)
        self.column.add(self._loose)
        self.column.add(self._foot)
        self.column.column.addStretch(1)
        self.add(self.head)
        self.add(self.column, 1)
        self._working: Working | None = None
        for name, field in (("协议日期", self.signing), ("地点", self.place)):
            field.set_name(name)
            field.changed.connect(self._on_edited)
        for passage in (self.facts, self.liability):
            passage.edited.connect(self._on_edited)

    def show_library(self, clauses: list[tuple[str, str]]) -> None:
        self.library.clear()
        for name, text in clauses:
            self.library.add(name, lambda text=text: self.add_asked.emit(None, text)).setToolTip(text)  # type: ignore[misc]

    def show_working(self, working: Working, bench: Bench, *, editable: bool) -> None:
        """Cards stay where their clause stays, with the cursor in them."""
        self._working = working
        a = working.agreement
        duties = len(working.obligations)
        said = "·".join([f"{len(working.terms)} 条"] + [f"{duties} 项义务"] * bool(duties))
        self.head.show_words("条款", said if working.terms else "还没有条款")
        self.library.setVisible(editable)
        self.more.setVisible(editable)
        self.facts.show_words(a.facts, editable=editable)
        self.liability.show_words(a.liability, editable=editable)
        self.liability.setVisible(editable or bool(a.liability))
        self._foot.setVisible(editable)
        if self.signing.value() != a.agreed_on:
            self.signing.set_value(a.agreed_on)
        if self.place.value() != a.place:
            self.place.set_value(a.place)
        loose = [duty_said(o, bench.file) for o in working.of_term(None)]
        self._loose.setText("不在条款里、只用来提醒的义务:\n" + "\n".join(loose) if loose else "")
        self._loose.setVisible(bool(loose))
        if editable:
            self._show_cards(working, bench)
        else:
            self._show_readings(working, bench)

    def taken(self) -> Working:
        """The agreement as the fields have it now."""
        assert self._working is not None
        working = self._working.with_head(
            facts=self.facts.words(),
            liability=self.liability.words(),
            place=self.place.value(),
            agreed_on=self.signing.value() or self._working.agreement.agreed_on,
        )
        for card in self.cards:
            working = working.with_term(card.term())
            for duty, raws in card.duties():
                working = working.with_obligation(duty)
                for place, text in raws.items():
                    working = working.with_raw(place, text)
        self._working = working
        return working

    def card(self, id: UUID | None) -> TermCard | None:
        return next((card for card in self.cards if card.id == id), None)

    def card_at(self, widget: QWidget | None) -> TermCard | None:
        """The clause that a widget belongs to."""
        return next((c for c in self.cards if widget is not None and (c is widget or c.isAncestorOf(widget))), None)

    def reveal(self, widget: QWidget) -> None:
        self.column.ensureWidgetVisible(widget, 0, look().px(24))

    def show_faults(self, faults: Mapping[UUID, Faults], facts: str) -> None:
        """What is wrong, by clause; nothing for clauses that are not named."""
        self.facts.show_fault(facts)
        for card in self.cards:
            card.show_faults(faults.get(card.id, {}))

    def _show_cards(self, working: Working, bench: Bench) -> None:
        self._clear_readings()
        known = {card.shape(): card for card in self.cards}
        kept: list[TermCard] = []
        for term in working.terms:
            duties = working.of_term(term.id)
            card = known.pop((term.id, *(o.id for o in duties)), None)
            if card is None:
                card = self._make(term, duties, bench, working.raws)
            else:
                card.fill(term, duties, working.raws)
            kept.append(card)
        for card in known.values():
            self._drop(card)
        if [self._terms.indexOf(card) for card in kept] != list(range(len(kept))):
            for n, card in enumerate(kept):
                self._terms.insertWidget(n, card)
        self.cards = kept
        before: QWidget = self.liability
        for card in kept:
            QWidget.setTabOrder(before, card)
            before = card

    def _make(self, term: Term, duties: tuple[Obligation, ...], bench: Bench, raws: Mapping[str, str]) -> TermCard:
        card = TermCard(term, duties, bench, raws)
        card.edited.connect(self.edited)
        card.move_asked.connect(self.move_asked)
        card.remove_asked.connect(self.remove_asked)
        card.duty_asked.connect(self.duty_asked)
        card.drop_asked.connect(self.drop_asked)
        card.rewrite_asked.connect(self.rewrite_asked)
        card.saved.connect(self.saved)
        card.ended.connect(self._go_on)
        self._terms.addWidget(card)
        return card

    def _show_readings(self, working: Working, bench: Bench) -> None:
        for card in self.cards:
            self._drop(card)
        self.cards = []
        self._clear_readings()
        for term in working.terms:
            reading = TermReading(term, working, bench)
            self._terms.addWidget(reading)
            self._readings.append(reading)

    def _clear_readings(self) -> None:
        for reading in self._readings:
            self._drop(reading)
        self._readings = []

    def _drop(self, widget: QWidget) -> None:
        self._terms.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _go_on(self, id: UUID) -> None:
        """To the words of the next clause; after the last one to 加一条."""
        here = next(n for n, card in enumerate(self.cards) if card.id == id)
        following = self.cards[here + 1 : here + 2]
        (following[0].text if following else self.more).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_edited(self) -> None:
        self.edited.emit(None)


def rewritten(working: Working, id: UUID) -> Working:
    """The clause's words made by its obligations from now on; what was typed is gone (and can be undone)."""
    term = next(t for t in working.terms if t.id == id)
    if not own_words(term):
        return working
    extras = {k: v for k, v in term.extras.items() if k != "own_words"}
    return working.with_term(replace(term, text="", extras=extras))
