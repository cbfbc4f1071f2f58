"""Forms: Enter order is reading order, drafts lose nothing, problems put the cursor where it can be mended."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from desktop.ui.kit.fields import Field
from desktop.ui.looks import Look, load_faces, wear
from tests.ui.kit_b_samples import intake_form, on_card, party_form

Key = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(params=[Look(), Look(scale=1.5), Look(dark=True)], ids=["100", "150", "dark"])
def dress(request, qapp):
    load_faces()
    wear(qapp, request.param)
    yield request.param
    wear(qapp, Look())


@pytest.fixture
def form(qtbot):
    def make(kind):
        form = kind()
        qtbot.addWidget(form)
        with qtbot.waitActive(form):
            form.show()
        return form

    return make


def press(key, pressed=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, pressed)


def where(form):
    focus = QApplication.focusWidget()
    return next(n for n in form.names() if form.field(n) is focus or form.field(n).isAncestorOf(focus))


def test_enter_goes_through_the_fields_in_reading_order_and_back(form):
    party = form(party_form)
    party.field("kind").setFocus()
    seen = [where(party)]
    for _ in range(9):
        press(Key.Key_Return)
        seen.append(where(party))
    assert seen == [n for n in party.names() if n != "birth"][:10]
    press(Key.Key_Return, SHIFT)
    assert where(party) == seen[-2]


def test_enter_on_the_last_field_says_so_and_saves_nothing(qtbot, form):
    party = form(party_form)
    party.field("special").setFocus()
    with qtbot.waitSignal(party.ended), qtbot.assertNotEmitted(party.done):
        press(Key.Key_Return)
    assert where(party) == "special"


def test_a_disabled_field_is_passed_over(form):
    party = form(party_form)
    party.field("sex").setEnabled(False)
    party.field("name").setFocus()
    press(Key.Key_Return)
    assert where(party) == "ethnicity"


@pytest.mark.parametrize("name", ["name", "story", "category", "care"])
def test_ctrl_enter_is_done_and_escape_leaves_with_everything_kept(qtbot, form, name):
    intake = form(intake_form)
    intake.fill({"name": "沈佩文", "story": "楼上装修"})
    intake.chain.go(intake.field(name))
    with qtbot.waitSignal(intake.done):
        press(Key.Key_Return, CTRL)
    with qtbot.waitSignal(intake.left):
        press(Key.Key_Escape)
    assert (intake.values()["name"], intake.values()["story"]) == ("沈佩文", "楼上装修")


def test_it_starts_at_the_first_empty_field(form):
    intake = form(intake_form)
    intake.start()
    assert where(intake) == "name"
    intake.fill({"name": "沈佩文", "phone": "12000000039"})
    intake.start()
    assert where(intake) == "story"


def test_a_draft_brings_back_the_unfinished(form):
    intake, again = form(intake_form), form(intake_form)
    QApplication.sendEvent(intake.field("name").line, QInputMethodEvent("shenpei", []))
    intake.field("amount").set_raw("1万2")
    intake.field("due").set_raw("尽快")
    intake.fill({"phone": "12000000039", "category": 1, "care": {1, 4}, "plan": None})
    draft = intake.draft()
    assert draft["name"] == "shenpei"
    again.fill_draft(draft)
    assert again.draft() == draft
    assert again.values()["category"] == 1
    assert again.values()["care"] == {1, 4}
    assert again.values()["amount"] is None
    assert "看不懂" in again.field("amount").unclear()


def test_changed_names_the_field_and_filling_is_quiet(qtbot, form):
    intake = form(intake_form)
    with qtbot.assertNotEmitted(intake.changed):
        intake.fill({"name": "沈佩文", "category": 2, "care": {1}})
    with qtbot.waitSignal(intake.changed, check_params_cb=lambda name: name == "other"):
        QTest.keyClicks(intake.field("other").line, "A")


def test_what_is_needed_is_asked_for_where_it_lacks(form):
    intake = form(intake_form)
    intake.fill({"name": "沈佩文", "phone": "12000000039", "story": "楼上装修"})
    intake.field("due").set_raw("尽快")
    assert not intake.check()
    assert where(intake) == "category"
    assert intake.field("category").sentence() == "请填写类别。"
    assert "看不懂" in intake.field("due").sentence()
    intake.fill({"category": 1, "due": None})
    assert intake.check()
    assert intake.field("category").sentence() == ""


def test_a_broken_rule_from_outside_lands_on_its_field(form):
    intake = form(intake_form)
    intake.show_problem("amount", "金额与分期不符。")
    assert where(intake) == "amount"
    assert intake.field("amount").sentence() == "金额与分期不符。"
    intake.show_problem("unheard_of", "请核对。")
    assert where(intake) == "name"


def test_every_editor_has_a_name_for_the_screen_reader(form):
    for kind in (party_form, intake_form):
        made = form(kind)
        editors = made.findChildren(QLineEdit) + made.findChildren(QPlainTextEdit)
        assert editors
        assert [e for e in editors if not e.accessibleName()] == []


@pytest.mark.parametrize("width", [560, 640, 900])
@pytest.mark.parametrize("kind", [party_form, intake_form])
def test_nothing_overlaps_or_leaves_the_card(qtbot, dress, kind, width):
    form = kind()
    card = on_card(form)
    qtbot.addWidget(card)
    wide = int(width * dress.scale)
    form.field("name").wrong("请填写姓名或名称,与身份证上的一致。")
    card.resize(wide, form.heightForWidth(wide - 48) + 32)
    with qtbot.waitExposed(card):
        card.show()
    boxes = {}
    for name in form.names():
        field = form.field(name)
        editor = field.editor if isinstance(field, Field) else field
        boxes[name] = editor.rect().translated(editor.mapTo(card, editor.rect().topLeft()))
        assert card.rect().contains(boxes[name]), name
    names = list(boxes)
    overlapping = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :] if boxes[a].intersects(boxes[b])]
    assert overlapping == []
    reading = sorted(names, key=lambda n: (boxes[n].center().y() // 8, boxes[n].left()))
    assert [n for n in reading if n != "birth"] == [n for n in names if n != "birth"]


def test_a_sentence_without_room_goes_under_its_field(qtbot, dress):
    form = party_form()
    card = on_card(form)
    qtbot.addWidget(card)
    card.resize(int(420 * dress.scale), 900)
    card.show()
    field = form.field("id_number")
    field.wrong("号码与另一位当事人相同,请核对证件原件。")
    qtbot.waitUntil(lambda: field._problem.y() >= field.line.geometry().bottom())
    assert field._problem.width() >= min(field._problem.sizeHint().width(), field.width())
    assert field.line.x() == 0
    assert field.eye.x() == field.line.width() + 12


@pytest.mark.parametrize("kind", [party_form, intake_form])
def test_a_form_dressed_anew_is_like_one_made_in_that_dress(qtbot, qapp, dressed, kind):
    worn, cards = Look(scale=1.5), []
    for when in ("before", "after"):
        if when == "after":
            wear(qapp, worn)
        cards.append(on_card(kind()))
        qtbot.addWidget(cards[-1])
        cards[-1].resize(900, 1000)
        cards[-1].show()
    wear(qapp, worn)
    for card in cards:
        card.layout().activate()
        card.resize(900, 1001)

    def sizes(card):
        editors = card.findChildren(QLineEdit) + card.findChildren(QPlainTextEdit)
        return [(e.width(), e.height()) for e in editors if e.isVisible()]

    qtbot.waitUntil(lambda: sizes(cards[0]) == sizes(cards[1]))
    assert len(sizes(cards[0])) > 3
    wear(qapp, Look())
