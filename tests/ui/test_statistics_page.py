"""统计 by keys: every figure opens its files, what does not agree says so, a month is frozen and corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.commands.desk import Desk
from desktop.commands.statistics import export, figures, freezing, reported, settings
from desktop.domain.counting import Basis, PeriodKind, parse_period
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.people import Role
from desktop.ui.kit.focus import FocusRing
from desktop.ui.statistics.picker import usual
from desktop.ui.statistics.rows import blocks
from desktop.ui.statistics.sheets import OWN
from tests.conftest import be
from tests.stories import tour
from tests.stories.hands import ALT, CTRL, Key, until
from tests.ui.clipping import clipped
from tests.ui.statistics_room import DRESSES, NAMES, OCTOBER, counted_room, fail, put, settled, windows


@pytest.fixture
def desk(make_room):
    return counted_room(make_room)


@pytest.fixture
def show(dressed):
    yield from windows(dressed)


def number(desk: Desk) -> tuple[Dispute, str]:
    """The first case of October that is not archived, and its number."""
    for entry in reported.behind(desk, figures.line_of("cases_total"), OCTOBER):
        with desk.read() as reader:
            found = reader.get(Dispute, entry.dispute)
        if found.filing is not Filing.ARCHIVED:
            return found, entry.number
    raise AssertionError("every case of October is archived")


def edit(desk: Desk, **said: object) -> Dispute:
    """Change that case as an act of the room."""
    found, _ = number(desk)
    changed = replace(found, **said)
    put(desk, changed)
    return changed


# -- which period


def test_the_first_ten_days_work_on_the_month_before() -> None:
    assert usual(date(2026, 11, 10)).code == "2026-10"
    assert usual(date(2026, 11, 11)).code == "2026-11"
    assert usual(date(2027, 1, 1)).code == "2026-12"


def test_keys_turn_the_month_and_never_past_today(desk, show):
    _window, page, hands = show(desk, None)
    assert page.period.code == "2026-11"
    hands.press(Key.Key_PageUp)
    assert page.period.code == "2026-10"
    hands.press(Key.Key_Left, ALT)
    assert page.period.code == "2026-09"
    hands.press(Key.Key_PageDown, times=5)
    assert page.period.code == "2026-11"
    assert page.head.picker.face.words == "2026 年 11 月"


def test_any_period_is_picked_by_keys(desk, show):
    _window, page, hands = show(desk)
    page.head.picker.face.setFocus()
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Up)  # 6 月: a row of four months above
    hands.press(Key.Key_Return)
    assert page.period.code == "2026-06"
    for steps, kind, code in (
        (1, PeriodKind.QUARTER, "2026-Q2"),
        (2, PeriodKind.HALF, "2026-H1"),
        (3, PeriodKind.YEAR, "2026"),
    ):
        page.show_report(parse_period("2026-06"))
        page.head.picker.face.setFocus()
        hands.press(Key.Key_Down)
        hands.press(Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        hands.press(Key.Key_Right, times=steps)
        hands.press(Key.Key_Return)
        assert (page.period.kind, page.period.code) == (kind, code)
    assert page.month.table.measures[0].values == reported.table(desk, page.period).values


# -- the table


def test_every_line_of_the_official_table_has_its_row(desk):
    left, right = blocks(figures.table_lines())
    codes = [row.line.code for row in (*left, *right) if row.line is not None]
    assert sorted(codes) == sorted(line.code for line in figures.table_lines())
    assert len(codes) == len(set(codes))
    kinds = [row for row in right if row.group == "案件分类"]
    assert len(kinds) == 18
    assert right[0].line is not None, "the first heading of a block is the head of the table"


@pytest.mark.parametrize("code", ["2026-10", "2026-Q3", "2026"])
@pytest.mark.parametrize("compare", [False, True])
def test_every_figure_opens_exactly_its_files(desk, show, code, compare):
    _window, page, hands = show(desk, parse_period(code))
    page.head.compare.setChecked(compare)
    table, met = page.month.table, 0
    hands.press(Key.Key_Home)
    for column in [measure.key for measure in table.measures]:
        measure = next(m for m in table.measures if m.key == column)
        for line in (line for line in figures.table_lines() if not line.event):
            table.choose(line.code, column)
            page.month.show_files()
            value, entries = measure.values[line.code], page.month._entries
            assert sum(e.amount for e in entries) == value, (column, line.code)
            if line.unit == "件":
                assert len(page.month.drill.items.items) == value, (column, line.code)
            met += bool(value)
    assert met > 20


def test_arrows_walk_through_both_blocks_and_enter_opens_a_file(desk, show):
    window, page, hands = show(desk)
    assert hands.reads().startswith("案件总数 本月")
    walked = [page.month.table.code()]
    for _ in range(200):
        hands.press(Key.Key_Down)
        if page.month.table.code() == walked[-1]:
            break
        walked.append(page.month.table.code())
    assert walked == page.month.table.codes()
    hands.press(Key.Key_Home)
    hands.press(Key.Key_Right)
    assert hands.reads().startswith("案件总数 本年")
    hands.press(Key.Key_Right)
    assert hands.reads().startswith("婚姻家庭 本月")
    hands.press(Key.Key_Left)
    assert hands.reads().startswith("案件总数 本年")
    hands.press(Key.Key_Left)
    settled(page)
    hands.press(Key.Key_Return)
    first = reported.behind(desk, figures.line_of("cases_total"), OCTOBER)[0]
    assert hands.reads().startswith(first.number)
    hands.press(Key.Key_Escape)
    assert hands.reads().startswith("案件总数 本月")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)
    assert window.shell.page_key() == "file"
    assert window.page("file").state.id == first.dispute


def test_the_files_of_a_figure_open_as_a_list(desk, show):
    window, page, hands = show(desk)
    hands.press(Key.Key_Down)
    settled(page)
    hands.enter("在纠纷里打开")
    assert window.shell.page_key() == "files"
    files = window.page("files")
    wanted = reported.behind(desk, figures.line_of("parties_people"), OCTOBER)
    assert files.model.rowCount() == len({e.dispute for e in wanted})
    assert "涉及当事人·本月" in files.searching.words.text()
    files.searching.clear.click()
    assert files.model.rowCount() != len({e.dispute for e in wanted})


def test_comparing_shows_the_month_before_and_the_year_before(desk, show):
    _window, page, hands = show(desk)
    hands.focus_on("对比", back=True)
    hands.press(Key.Key_Space)
    shown = [(m.head, m.values["cases_total"]) for m in page.month.table.measures]
    before = reported.table(desk, OCTOBER.before()).values["cases_total"]
    ago = reported.table(desk, OCTOBER.a_year_before()).values["cases_total"]
    assert shown[1:] == [("上月", before), ("去年同月", ago)]


def test_another_basis_is_only_for_looking(desk, show):
    _window, page, _hands = show(desk)
    page.show_basis(Basis.RECEIVED)
    assert page.month.table.measures[0].values == reported.table(desk, OCTOBER, Basis.RECEIVED).values
    assert page.head.basis.words.startswith("按受理日")
    assert page.head.freeze.isHidden(), "only the room's own basis is frozen"
    assert desk.handbook.counting.basis is Basis.CLOSED


def test_a_change_elsewhere_is_seen_at_once(desk, show):
    _window, page, _hands = show(desk)
    before = page.month.table.measures[0].values["difficult"]
    edit(desk, is_difficult=True)
    until(lambda: not page._soon.isActive(), "the page has heard")
    assert page.month.table.measures[0].values["difficult"] == before + 1


def test_an_empty_month_says_so_and_offers_the_one_before(desk, show):
    _window, page, hands = show(desk, parse_period("2021-03"))
    assert page.stack.currentWidget() is page.empty
    assert hands.reads() == "看上一期"
    hands.press(Key.Key_Return)
    assert page.period.code == "2021-02"


def test_while_files_are_counted_the_page_waits_and_comes_back(desk, show):
    window, page, _hands = show(desk)
    be(desk, Role.ADMIN)
    rules = replace(desk.handbook.counting, refused=True)
    assert settings.set_counting(desk, rules, "区司法局 2026-11 通知")
    until(lambda: page.stack.currentWidget() is page.waiting or page._counting, "it waits")
    until(lambda: page.stack.currentWidget() is page.month, "it comes back")
    assert page.month.table.measures[0].values == reported.table(desk, OCTOBER).values
    assert window.shell.page_key() == "statistics"


# -- what does not agree


def test_a_failed_identity_is_a_sentence_with_its_files(desk, show):
    fail(desk)
    _window, page, hands = show(desk)
    values = reported.table(desk, OCTOBER).values
    assert not page.banner.isHidden()
    assert f"{values['parties_people']}" in page.banner.sentence.text()
    assert page.banner.rest.text().startswith("其余 17 条核对都平")
    assert page.month.table._marked == {"parties_people"}
    assert not page.head.freeze.isEnabled()
    assert "不平" in page.head.freeze.toolTip()
    wrong = reported.offenders(desk, "two_sides", OCTOBER)
    hands.focus_on(f"看差的 {len(wrong)} 件", back=True)
    hands.press(Key.Key_Return)
    assert [i.dispute for i in page.month.drill.items.items] == [e.dispute for e in wrong]
    assert hands.reads().startswith(wrong[0].number)
    page.month.drill.cross.click()
    assert page.month.drill.title.text().startswith("案件总数")


def test_a_month_that_does_not_agree_is_frozen_only_with_a_reason(desk, show):
    fail(desk)
    _window, page, hands = show(desk)
    hands.focus_on("写明理由后封存", back=True)
    hands.press(Key.Key_Return)
    assert hands.hears("封存理由")
    hands.press(Key.Key_Return, CTRL)
    assert not page.freezing.yes.isEnabled()
    hands.say("两件当事人未到齐")
    hands.press(Key.Key_Return, CTRL)
    with desk.read() as reader:
        frozen = freezing.frozen_month(reader, "2026-10")
    assert frozen is not None
    assert frozen.reason == "两件当事人未到齐"
    until(lambda: page.banner.rest.text().endswith("按封存时的理由报出。"), "the banner has heard")


def test_a_reason_being_typed_survives_another_page(desk, show):
    fail(desk)
    window, page, hands = show(desk)
    page.open_pane(page.freezing)
    hands.say("待补录")
    window.open_page("today")
    window.open_page("statistics")
    page.open_pane(page.freezing)
    assert page.freezing.reason.raw() == "待补录"
    page.close_pane()
    page.show_report(parse_period("2026-09"))
    page.show_report(OCTOBER)
    page.open_pane(page.freezing)
    assert page.freezing.reason.raw() == "待补录"


# -- frozen and corrected


def test_freezing_by_keys_shows_what_and_then_the_seal(desk, show):
    _window, page, hands = show(desk)
    hands.focus_on("封存 10 月", back=True)
    hands.press(Key.Key_Return)
    assert hands.hears("取消"), "Enter alone never freezes"
    values = reported.table(desk, OCTOBER).values
    assert page.freezing.facts.value("案件总数") == f"{values['cases_total']} 件"
    assert page.freezing.facts.value("核对") == "18 条都平"
    hands.press(Key.Key_Return, CTRL)
    with desk.read() as reader:
        frozen = freezing.frozen_month(reader, "2026-10")
    assert frozen is not None
    assert frozen.digest in page.freezing.digest.text()
    until(page.head.freeze.isHidden, "the head has heard")
    assert "由周慧兰封存" in page.head.basis.words
    page.freezing.copy.click()
    assert QGuiApplication.clipboard().text() == frozen.digest
    hands.press(Key.Key_Escape)
    assert page.freezing.isHidden()
    assert not page.month.deck.isHidden()


def test_an_edit_after_freezing_is_a_correction_with_its_cause(desk, show):
    frozen = freezing.freeze(desk, "2026-10")
    _window, page, hands = show(desk)
    before = dict(page.month.table.measures[0].values)
    found, short = number(desk)
    edit(desk, is_difficult=not found.is_difficult)
    until(lambda: not page._soon.isActive(), "the page has heard")
    assert page.month.table.measures[0].values == before, "the frozen figures never change"
    until(lambda: page.head.views._segments[2].count == 1, "the correction is counted")
    page.head.views.setFocus()
    hands.press(Key.Key_Right, times=2)
    assert page.head.views.key() == "corrections"
    page.begin_focus()
    assert short in hands.reads()
    assert "疑难复杂" in page.corrections.effects.text()
    hands.press(Key.Key_Return)
    assert hands.hears("更正原因")
    hands.say("复核后认定")
    hands.press(Key.Key_Return)
    assert [c.note for c in freezing.corrections(desk, "2026-10")] == ["复核后认定"]
    with desk.read() as reader:
        again = freezing.frozen_month(reader, "2026-10")
    assert again is not None
    assert again.digest == frozen.digest


def test_frozen_months_are_listed_and_lead_to_their_report(desk, show):
    frozen = freezing.freeze(desk, "2026-10")
    freezing.freeze(desk, "2026-09")
    _window, page, hands = show(desk, parse_period("2026-08"))
    page.show_view("frozen")
    page.begin_focus()
    assert len(page.frozen.rows.ids()) == 2
    assert page.frozen.facts.value("校验码").replace(" ", "") == frozen.digest
    page.frozen.check.click()
    hands.press(Key.Key_Return)
    assert page.period == OCTOBER
    assert page.head.views.key() == "report"


# -- given out


def test_the_month_is_given_out_masked(desk, show, tmp_path):
    window, page, hands = show(desk)
    hands.focus_on("导出", back=True)
    hands.press(Key.Key_Return)
    assert page.exporting.unmasked.isHidden(), "a mediator gives out nothing unmasked"
    page.exporting.save_into(str(tmp_path / "out"))
    until(lambda: not window.jobs._under_way, "the files are made")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert any(name.endswith(".xlsx") for name in names)
    assert any(name.endswith("月报.pdf") for name in names)
    assert all(name in page.exporting.progress.text() for name in names)


def test_nothing_is_given_out_while_something_does_not_agree_until_a_reason_is_typed(desk, show, tmp_path):
    fail(desk)
    window, page, hands = show(desk)
    page.open_pane(page.exporting)
    assert not page.exporting.yes.isEnabled()
    hands.focus_on("不平的理由")
    hands.say("当事人未到齐")
    assert page.exporting.yes.isEnabled()
    page.exporting.what.set_value({"case_table"})
    page.exporting.formats.set_value({"csv"})
    page.exporting.save_into(str(tmp_path / "out"))
    until(lambda: not window.jobs._under_way, "the files are made")
    assert list((tmp_path / "out").iterdir())


def test_full_names_need_the_right_and_a_reason(desk, show, tmp_path):
    be(desk, Role.STATISTICIAN)
    window, page, hands = show(desk)
    page.open_pane(page.exporting)
    hands.focus_on("不脱敏:写全姓名和证件号码")
    hands.press(Key.Key_Space)
    assert not page.exporting.yes.isEnabled()
    assert page.exporting.problem.text() == export.NO_REASON
    hands.focus_on("不脱敏的理由")
    hands.say("区司法局调卷核对")
    assert page.exporting.yes.isEnabled()
    page.exporting.what.set_value({"register"})
    page.exporting.formats.set_value({"csv"})
    page.exporting.save_into(str(tmp_path / "out"))
    until(lambda: not window.jobs._under_way, "the files are made")
    (path,) = (tmp_path / "out").iterdir()
    assert "证件号码" in path.read_text(encoding="utf-8-sig")


def test_ctrl_p_shows_the_bulletin_and_asks_for_the_reason_first(desk, show):
    window, page, hands = show(desk)
    sheets = []
    window.show_sheet = lambda title, make, name="": sheets.append((title, make(), name))
    hands.press(Key.Key_P, CTRL)
    assert [(title, content[:4]) for title, content, _ in sheets] == [("2026年10月月报", b"%PDF")]
    page.show_view("tables")
    page.tables.show_part("mediators")
    hands.press(Key.Key_P, CTRL)
    assert sheets[1][0] == "人民调解员办案情况表"
    page.show_report(OCTOBER)
    fail(desk)
    until(lambda: page.banner.isVisible(), "the banner")
    hands.press(Key.Key_P, CTRL)
    assert len(sheets) == 2
    assert hands.hears("不平的理由")


@pytest.mark.parametrize("role", [Role.READER, Role.LAWYER, Role.AUDITOR])
def test_who_only_reads_sees_and_gives_out_nothing(desk, show, role):
    be(desk, role)
    _window, page, hands = show(desk)
    assert page.month.table.measures[0].values["cases_total"]
    assert page.head.export.isHidden()
    assert page.head.freeze.isHidden()
    assert hands.reads().startswith("案件总数 本月")


# -- charts and the other tables


def test_the_bars_are_links(desk, show):
    _window, page, hands = show(desk)
    view = page.month.deck.cards[0].view
    assert view.chart is not None
    view.setFocus()
    hands.press(Key.Key_Right)
    assert hands.reads().endswith(f"{view.chart.labels[1]} {view.chart.series[0].values[1]} 件")
    hands.press(Key.Key_Return)
    assert page.month.table.code() == view.chart.keys[1]
    assert len(page.month.drill.items.items) == view.chart.series[0].values[1]


def test_every_bar_opens_what_it_counts(desk, show):
    _window, page, _hands = show(desk)
    opened = 0
    for card in page.month.deck.cards:
        chart = card.view.chart
        assert chart is not None
        for n, key in enumerate(chart.keys):
            count = sum(one.values[n] for one in chart.series)
            if key and count and not key.startswith("month:"):
                page.open_bar(chart.code, key)
                assert len(page.month.drill.items.items) == count, (chart.code, key)
                opened += 1
    assert opened > 6
    page.open_bar("by_month", "month:2026-08")
    assert page.period.code == "2026-08"


@pytest.mark.parametrize("code", ["2026-10", "2026"])
def test_every_linked_figure_of_every_table_opens_exactly_its_files(desk, show, code):
    _window, page, _hands = show(desk, parse_period(code))
    page.show_view("tables")
    pane, met = page.tables.pane, 0
    for table in export.ALL:
        if table.code in OWN or table.code == "register":
            continue
        page.tables.show_part(table.code)
        for part in [s.code for s in pane._sheets]:
            pane.parts.choose(part)
            pane._show()
            sheet = pane.sheet()
            for row, values in enumerate(sheet.lines()):
                for column, value in enumerate(values):
                    found = pane.link(row, column)
                    if found is None or not isinstance(value, int):
                        continue
                    entries = reported.behind(desk, found.line, found.period)
                    assert sum(e.amount for e in entries) == value, (sheet.code, row, column)
                    met += bool(value)
    assert met > 60


def test_a_figure_of_another_table_by_keys(desk, show):
    window, page, hands = show(desk)
    page.show_view("tables")
    page.begin_focus()
    hands.press(Key.Key_Down, times=3)
    assert page.tables.pane.sheet().code == "source_outcome"
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)
    count = page.tables.pane.sheet().rows[1][1]
    assert len(page.tables.pane.drill.items.items) == count
    hands.press(Key.Key_Return)
    assert window.shell.page_key() == "file"


def test_a_line_of_the_register_opens_its_file(desk, show):
    window, page, hands = show(desk)
    page.show_view("tables")
    page.tables.show_part("register")
    page.tables.pane.begin_focus()
    hands.press(Key.Key_Return)
    first = reported.behind(desk, figures.line_of("cases_total"), OCTOBER)[0]
    assert window.page("file").state.id == first.dispute


# -- looks


@pytest.mark.parametrize(("size", "worn"), DRESSES, ids=NAMES)
def test_everything_can_be_read(desk, show, size, worn):
    freezing.freeze(desk, "2026-09")
    september = reported.behind(desk, figures.line_of("cases_total"), parse_period("2026-09"))[0]
    with desk.read() as reader:
        changed = replace(reader.get(Dispute, september.dispute), is_difficult=True, parties_count=7)
    put(desk, changed)
    fail(desk)
    window, page, _hands = show(desk, size=size, worn=worn)
    faults = []

    def look_at(name: str) -> None:
        tour.rest(window)
        faults.extend(f"{name}: {fault}" for fault in clipped(window.shell))
        if window.shell.size().toTuple() != size:
            faults.append(f"{name}: the window has grown to {window.shell.size().toTuple()}")
        ring = window.shell.findChild(FocusRing)
        if ring is None or ring.target is None:
            faults.append(f"{name}: the focus cannot be seen")

    look_at("report")
    page.head.compare.setChecked(True)
    look_at("compared")
    page.head.compare.setChecked(False)
    for pane in page.panes:
        page.open_pane(pane)
        look_at(type(pane).__name__)
        page.close_pane()
    for view in ("corrections", "frozen", "tables"):
        page.show_view(view)
        page.begin_focus()
        look_at(view)
    for key in list(page.tables.list.keys()):
        page.tables.show_part(key)
        look_at(key)
    page.show_report(parse_period("2021-03"))
    look_at("empty")
    assert not faults, "\n".join(faults)
