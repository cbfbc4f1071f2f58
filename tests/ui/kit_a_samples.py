"""Pictures of the kit: `python -m tests.ui.kit_a_samples DIR` draws invented pages in every dress, without a screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import MenuButton, Rank, link, plain, primary, quiet, small
from desktop.ui.kit.cards import Banner, Card, CardHead, EmptyState, Hairline
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.labels import Chip, ElidedLabel, Label
from desktop.ui.kit.meter import Cell, CellState, Meter, MeterLegend
from desktop.ui.kit.notices import Choice
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.kit.stepper import Step, Stepper, StepState
from desktop.ui.kit.tabs import Tab, Tabs
from desktop.ui.kit.tasks import Task, TaskGroup, TaskList
from desktop.ui.kit.timeline import Event, Timeline
from desktop.ui.kit.toggle import Option, TickGroup
from desktop.ui.looks import Look, Tone, load_faces, look, wear
from desktop.ui.shell import Shell

_OVERDUE = (
    Task(
        "044",
        "向派出所反馈处置结果",
        "2026-044·丁建华 与 汪洁·邻里",
        "逾期 2 日",
        "周慧兰",
        "接警移交后 3 个工作日(本地规则)",
        "填反馈",
        True,
    ),
    Task(
        "039",
        "催付第二期 3,000.00 元",
        "2026-039·高培林 与 捷达速运·道路交通事故",
        "逾期 3 日",
        "严伯年",
        "督促履行·人民调解法第 31 条",
        "记催付",
        True,
    ),
)
_TODAY = (
    Task(
        "045",
        "第二次调解",
        "2026-045·28 名职工 与 澜图云科·劳动",
        "14:00 开始",
        "周慧兰",
        "三所联动·推举代表 5 人到场",
        "打印笔录",
    ),
    Task(
        "048",
        "先行联系来电人",
        "2026-048·董晓雯 与 予安健身·其他消费",
        "17:00 前",
        "周慧兰",
        "12345 先行联系·1 个工作日",
        "记联系",
    ),
    Task(
        "040",
        "协议签字",
        "2026-040·许静怡 与 吴家明·婚姻家庭",
        "15:30 约定",
        "周慧兰",
        "律师已审·一式 3 份",
        "打印协议",
    ),
    Task(
        "037",
        "回访履行情况",
        "2026-037·邵一鸣、贺琳 与 刘春生·合同",
        "今天内",
        "周慧兰",
        "首次回访·付款日后第 7 日",
        "回访",
    ),
)
_WEEK = (
    Task(
        "043",
        "阶段反馈",
        "2026-043·谢婷婷 与 拾光餐饮·环境污染",
        "周二 11-24",
        "周慧兰",
        "12345 复杂事项·15 个工作日",
        "写反馈",
    ),
    Task(
        "047",
        "送达权利义务告知书",
        "2026-047·恒禾物业 与 陆国梁·物业",
        "周三 11-25",
        "周慧兰",
        "受理后送达·人民调解法第 23 条",
        "打印",
    ),
    Task(
        "046",
        "劳动争议调解满 15 日",
        "2026-046·何思远 与 云帆信息·劳动",
        "周五 11-27",
        "严伯年",
        "调解仲裁法第 14 条·可告知仲裁",
        "准备告知",
    ),
)
_OTHERS = (
    Task(
        "042",
        "等律师 审核协议",
        "2026-042·田野 与 启明里商管·合同",
        "已等 1 日",
        "叶知秋",
        "驻点律师·今天 13:30 到岗",
        "提醒",
    ),
    Task(
        "036",
        "等法院 司法确认裁定",
        "2026-036·木棉设计 与 拓印数码·生产经营",
        "已等 6 日",
        "周慧兰",
        "示例区法院·11-17 收件",
        "查看",
    ),
)
GROUPS = (
    TaskGroup("逾期", Shape.TRIANGLE, Tone.RED, _OVERDUE),
    TaskGroup("今天", Shape.DOT, Tone.ACCENT, _TODAY),
    TaskGroup("本周", Shape.RING, Tone.INK_2, _WEEK),
    TaskGroup("等别人", Shape.SQUARE, Tone.INK_3, _OTHERS),
)


def side_width() -> int:
    """A side panel: 316 px at 100 %, and no more than the words need above."""
    return round(316 * (1 + (look().scale - 1) * 0.45))


def _pair(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(left, 1)
    row.addWidget(right, 0)
    return row


class TodayPage(QWidget):
    """今日: tasks at the left, the day at the right; folded, the day becomes a strip above."""

    def __init__(self) -> None:
        super().__init__()
        page = QVBoxLayout(self)
        margin = look().page_margin
        page.setContentsMargins(margin, 12, margin, 12)
        page.setSpacing(12)
        head = PageHead("今日", "11月23日 星期一·要做 9 件,逾期 2 件")
        mine = quiet("只看我的", icon="ph.user")
        mine.setCheckable(True)
        head.add_action(mine)
        head.add_action(plain("打印当日清单", icon="ph.printer"))
        page.addWidget(head)
        row = QHBoxLayout()
        row.setSpacing(16)
        page.addLayout(row, 1)
        card = Card(flush=True)
        card.setMaximumWidth(look().px(1100))
        column = PageColumn()
        self.tasks = TaskList()
        self.tasks.show_groups(GROUPS)
        column.add(self.tasks)
        card.add(column, 1)
        row.addWidget(card, 1)
        self.side: QWidget
        if look().folded:
            self.side = _strip()
            page.insertWidget(1, self.side)
        else:
            column = PageColumn()
            column.setMinimumWidth(side_width())
            for each in (_sessions(), _watch(), _counts()):
                column.add(each)
            column.column.addStretch(1)
            self.side = column
            row.addWidget(self.side)
            row.setStretch(0, 3)
            row.setStretch(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.side.setVisible(self.width() > 56 * look().px(14))

    def begin_focus(self) -> None:
        self.tasks.begin_focus()


def _strip() -> QWidget:
    card = Card()
    line = QHBoxLayout()
    line.setSpacing(12)
    for when, who in (("14:00", "28 名职工 与 澜图云科"), ("15:30", "许静怡 与 吴家明")):
        line.addWidget(Label(when, bold=True, tone=Tone.ACCENT))
        line.addWidget(ElidedLabel(who), 1)
    line.addWidget(Chip("红 1", Kind.RED, Shape.TRIANGLE))
    line.addWidget(Chip("橙 2", Kind.ORANGE, Shape.DIAMOND))
    card.body.addLayout(line)
    return card


def _sessions() -> QWidget:
    card = Card()
    head = CardHead("今天的调解")
    head.add_right(Label("调处室 1 号桌", tone=Tone.INK_2))
    card.add(head)
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(0)
    for n, (when, who, what) in enumerate(
        (("14:00", "28 名职工 与 澜图云科", "第二次·周慧兰、严伯年"), ("15:30", "许静怡 与 吴家明", "签字·周慧兰"))
    ):
        grid.addWidget(Label(when, 11, bold=True, tone=Tone.ACCENT), 3 * n, 0)
        grid.addWidget(ElidedLabel(who), 3 * n, 1)
        grid.addWidget(ElidedLabel(what, tone=Tone.INK_2), 3 * n + 1, 1)
        grid.setRowMinimumHeight(3 * n + 2, 8 if n == 0 else 0)
    grid.setColumnStretch(1, 1)
    card.body.addLayout(grid)
    card.add(Hairline())
    duty = QGridLayout()
    duty.setHorizontalSpacing(12)
    duty.setVerticalSpacing(4)
    for n, (role, who, when) in enumerate(
        (("调解员", "周慧兰、严伯年", "在岗"), ("律师", "叶知秋", "13:30—16:30"), ("民警", "高峻", "可来电"))
    ):
        duty.addWidget(Label(role, tone=Tone.INK_2), n, 0)
        duty.addWidget(ElidedLabel(who), n, 1)
        duty.addWidget(Label(when, tone=Tone.INK_2), n, 2, Qt.AlignmentFlag.AlignRight)
    duty.setColumnStretch(1, 1)
    card.body.addLayout(duty)
    return card


def _watch() -> QWidget:
    card = Card()
    head = CardHead("需要关注")
    head.add_right(Label("3 件", tone=Tone.INK_2))
    card.add(head)
    for word, kind, shape, what, why in (
        ("红", Kind.RED, Shape.TRIANGLE, "2026-045 澜图云科", "28 人·可能集体上访"),
        ("橙", Kind.ORANGE, Shape.DIAMOND, "2026-044 丁建华", "一周内报警 2 次"),
        ("橙", Kind.ORANGE, Shape.DIAMOND, "2026-039 高培林", "两期未付·情绪激动"),
    ):
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Chip(word, kind, shape))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(what))
        words.addWidget(ElidedLabel(why, tone=Tone.INK_2))
        row.addLayout(words, 1)
        card.body.addLayout(row)
    return card


def _counts() -> QWidget:
    card = Card()
    card.add(CardHead("本月到今天"))
    row = QHBoxLayout()
    for figure, word in (("18", "登记"), ("11", "办结"), ("23", "回访"), ("62", "未结")):
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(figure, 16, bold=True))
        column.addWidget(Label(word, tone=Tone.INK_2))
        row.addLayout(column, 1)
    card.body.addLayout(row)
    card.add(Hairline())
    card.add(ElidedLabel("62 件未结,件件有下一步和负责人", tone=Tone.INK_2))
    return card


def files_panel() -> QWidget:
    """The panel beside the list of files."""
    card = Card()
    top = QHBoxLayout()
    top.setSpacing(8)
    top.addWidget(ElidedLabel("2026-041", tone=Tone.INK_2), 1)
    top.addWidget(Chip("协议", Kind.BLUE))
    top.addWidget(Chip("风险 一般", Kind.GREY))
    card.body.addLayout(top)
    card.add(Label("上海恒禾物业服务有限公司与沈佩文物业服务合同纠纷", 12, bold=True, wrap=True))
    column = PageColumn()
    column.column.setSpacing(8)
    column.add(NextStep("下一步:写协议送审", "今天·受理第 6 日 / 30 日", "写协议"))
    column.add(Label("案情", bold=True, tone=Tone.INK_2))
    column.add(Label("24 个月物业费 8,640.00 元未交;业主称卫生间漏水长期未修。现场渗水约 0.6 ㎡。", wrap=True))
    people = CardHead("")
    people.title.setText("当事人")
    people.title.set_tone(Tone.INK_2)
    people.add_right(link("显示号码", icon="ph.eye"))
    column.add(people)
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    for n, (role, who, phone) in enumerate(
        (
            ("申请人", "恒禾物业", "120****0040"),
            ("代理人", "毛晓琳", "120****0041"),
            ("被申请人", "沈佩文", "120****0039"),
        )
    ):
        grid.addWidget(Label(role, tone=Tone.INK_2), n, 0)
        grid.addWidget(ElidedLabel(who), n, 1)
        grid.addWidget(Label(phone, tone=Tone.INK_2), n, 2, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(1, 1)
    column.column.addLayout(grid)
    column.add(Label("时间线", bold=True, tone=Tone.INK_2))
    column.add(
        Timeline(
            [
                Event("今天", "第一次调解,达成一致", now=True),
                Event("11-20", "现场查看渗水"),
                Event("11-18", "受理"),
                Event("11-16", "收到书面申请"),
            ]
        )
    )
    column.column.addStretch(1)
    card.add(column, 1)
    foot = QHBoxLayout()
    foot.setSpacing(8)
    opens = primary("打开", hint="Enter")
    opens.setSizePolicy(opens.sizePolicy().Policy.Expanding, opens.sizePolicy().Policy.Fixed)
    foot.addWidget(opens, 1)
    foot.addWidget(plain("打印", icon="ph.printer"))
    card.body.addLayout(foot)
    return card


class NextStep(Card):
    """The tinted block that says what now."""

    def __init__(self, what: str, why: str, action: str) -> None:
        super().__init__(ground=Tone.SOFT)
        self.set_edge(Tone.SOFT)
        self.body.setContentsMargins(12, 8, 8, 8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(what, bold=True, tone=Tone.ACCENT))
        words.addWidget(ElidedLabel(why, tone=Tone.INK_2))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(plain(action))
        self.body.addLayout(row)


class FilesPage(QWidget):
    """纠纷: segments, an empty list and the panel."""

    def begin_focus(self) -> None:
        self.views.setFocus()

    def __init__(self) -> None:
        super().__init__()
        page = QVBoxLayout(self)
        margin = look().page_margin
        page.setContentsMargins(margin, 12, margin, 12)
        page.setSpacing(12)
        head = PageHead("纠纷", "未结 62 件·共 312 件")
        head.add_action(quiet("列设置", icon="ph.columns"))
        head.add_action(plain("导出", icon="ph.export"))
        page.addWidget(head)
        filters = QHBoxLayout()
        self.views = Segments(
            [
                Segment("open", "未结", 62),
                Segment("mine", "我的", 41),
                Segment("risk", "高风险", 3, rank=1),
                Segment("mass", "群体性", 1, rank=2),
                Segment("all", "全部", 312),
            ],
            name="看哪些",
        )
        filters.addWidget(self.views)
        filters.addStretch(1)
        filters.addWidget(plain("筛选", icon="ph.funnel"))
        page.addLayout(filters)
        row = QHBoxLayout()
        row.setSpacing(16)
        page.addLayout(row, 1)
        listed = Card(flush=True)
        empty = EmptyState("还没有符合条件的纠纷。换一种看法,或先登记一件。", icon="ph.folder-open", action="看全部")
        listed.add(empty, 1)
        row.addWidget(listed, 1)
        side = files_panel()
        side.setFixedWidth(side_width())
        row.addWidget(side)


class FilePage(QWidget):
    """One file: head, stepper, tabs, next steps and dossier."""

    def begin_focus(self) -> None:
        self.tabs.setFocus()

    def __init__(self) -> None:
        super().__init__()
        page = QVBoxLayout(self)
        margin = look().page_margin
        page.setContentsMargins(margin, 12, margin, 12)
        page.setSpacing(12)
        head = PageHead(
            "上海恒禾物业服务有限公司 与 沈佩文",
            "(2026)海棠人调字第041号·物业服务合同纠纷·周慧兰",
            two_lines=True,
            back=True,
        )
        head.add_beside(Chip("风险 一般", Kind.GREY))
        head.add_action(plain("打印", icon="ph.printer"))
        head.add_action(plain("写协议", icon="ph.note-pencil"))
        more = MenuButton()
        more.add("导出卷宗", lambda: None, icon="ph.export")
        more.add_line()
        more.add("不受理", lambda: None)
        head.add_action(more)
        page.addWidget(head)
        way = QHBoxLayout()
        way.setSpacing(16)
        names = ("登记", "受理", "调查", "调解", "协议", "履行", "回访", "结案", "归档")
        states = [StepState.DONE] * 4 + [StepState.NOW] + [StepState.LATER] * 4
        way.addWidget(Stepper([Step(*pair) for pair in zip(names, states, strict=True)]), 1)
        days = QVBoxLayout()
        days.setSpacing(0)
        counter = QHBoxLayout()
        counter.setSpacing(4)
        counter.addWidget(Label("第 6 日", 11, bold=True, tone=Tone.ACCENT))
        counter.addWidget(Label("/ 30 日", tone=Tone.INK_2), 1)
        days.addLayout(counter)
        days.addWidget(ElidedLabel("12月18日满·若干规定第33条", tone=Tone.INK_2))
        held = QWidget()
        held.setFixedWidth(side_width() - 16)
        held.setLayout(days)
        days.setContentsMargins(0, 0, 0, 0)
        way.addWidget(held)
        page.addLayout(way)
        row = QHBoxLayout()
        row.setSpacing(16)
        page.addLayout(row, 1)
        card = Card(flush=True)
        self.tabs = Tabs(
            [
                Tab("overview", "概况"),
                Tab("people", "当事人", 3),
                Tab("accept", "受理"),
                Tab("evidence", "调查证据", 6),
                Tab("mediate", "调解", 1),
                Tab("agree", "协议"),
                Tab("perform", "履行"),
                Tab("visit", "回访"),
                Tab("papers", "材料", mark=Shape.TRIANGLE),
                Tab("log", "记录"),
            ]
        )
        self.tabs.choose("people")
        card.add(self.tabs)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 16, 16, 16)
        kind = Segments([Segment("n", "自然人"), Segment("l", "法人"), Segment("o", "其他组织")], name="当事人种类")
        inner.addWidget(kind)
        inner.addStretch(1)
        card.body.addLayout(inner, 1)
        row.addWidget(card, 1)
        side = PageColumn()
        side.setFixedWidth(side_width())
        side.add(_next_steps())
        side.add(_dossier())
        side.column.addStretch(1)
        row.addWidget(side)


def _next_steps() -> QWidget:
    card = Card()
    card.add(CardHead("下一步"))
    steps = (
        ("告知书:沈佩文未签", "今天·人民调解法第23条", "打印"),
        ("写协议并送律师审", "今天 16:30 前·叶知秋在岗", "写"),
        ("约定签字时间", "11月25日前·三方到场", "安排"),
    )
    for n, (what, why, action) in enumerate(steps, 1):
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Label(str(n), 11, bold=True, tone=Tone.ACCENT), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(what, bold=True))
        words.addWidget(ElidedLabel(why, tone=Tone.INK_2))
        row.addLayout(words, 1)
        row.addWidget(primary(action) if n == 1 else plain(action))
        card.body.addLayout(row)
        if n < len(steps):
            card.add(Hairline())
    return card


def _dossier() -> QWidget:
    have, lack = CellState.HAVE, CellState.LACK
    later, never = CellState.NOT_YET, CellState.NOT_APPLICABLE
    states = [have, lack, lack, have, have, have, have, later, later, later, never, have, later]
    card = Card()
    head = CardHead("卷宗", "13 项")
    meter = Meter([Cell(n, f"第 {n} 项", state) for n, state in enumerate(states, 1)])
    head.add_right(Label(meter.words(), bold=True, tone=Tone.RED))
    card.add(head)
    card.add(meter)
    card.add(MeterLegend())
    card.add(Hairline())
    for number, what, action in (("2", "权利义务告知书:沈佩文未签", "打印"), ("3", "身份证明:缺沈佩文", "拍照")):
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(Label(number, bold=True, tone=Tone.RED))
        words.addWidget(ElidedLabel(what), 1)
        words.addWidget(small(action))
        card.body.addLayout(words)
    card.add(Hairline())
    for number, what, when in (("8", "协议书", "签字后入卷"), ("9", "履行凭证", "首期 12-08")):
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label(number, tone=Tone.INK_2))
        line.addWidget(ElidedLabel(what, tone=Tone.INK_2), 1)
        line.addWidget(Label(when, tone=Tone.INK_2))
        card.body.addLayout(line)
    return card


class IntakePanel(QWidget):
    """登记纠纷, docked: four needed things, a rule, the rest, what will happen, the button."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(24, 12, 16, 12)
        title = PageHead("登记纠纷", "先记四项,其余以后补")
        title.add_action(quiet("收起", icon="ph.x", hint="Esc"))
        line.addWidget(title)
        column.addWidget(head)
        column.addWidget(Hairline())
        body = PageColumn()
        body.column.setContentsMargins(24, 16, 24, 16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        self.name = QLineEdit("沈佩文")
        phone = QLineEdit("120 0000 0039")
        story = QPlainTextEdit("楼上装修,夜里十一点还在敲墙,已经四天。和施工负责人吵过一次,没有动手。物业说管不了。")
        story.setFixedHeight(look().px(104))
        banner = Banner("同名同号:2026-041 恒禾物业 物业纠纷,写协议中", action="去那件")
        titles = Segments([Segment("mr", "先生"), Segment("ms", "女士")], name="称呼")
        titles.choose("ms")
        guess = QWidget()
        flow = Flow(guess, across=8)
        for n, word in enumerate(("邻里", "环境污染", "物业")):
            button = small(word)
            button.setCheckable(True)
            button.setChecked(n == 0)
            flow.addWidget(button)
        care = TickGroup(
            [
                Option("heat", "情绪激动"),
                Option("hurt", "有人受伤"),
                Option("many", "多人聚集"),
                Option("police", "已报警"),
            ],
            name="当心",
        )
        care.set_keys(frozenset({"heat"}))
        rows: list[tuple[str, bool, QWidget, QWidget | None]] = [
            ("姓名", True, self.name, titles),
            ("电话", True, phone, Label("11 位", tone=Tone.INK_3)),
            ("", False, banner, None),
            ("发生了什么", True, story, None),
            ("类别", True, QLineEdit("邻里纠纷"), Label("可打首字母 ll", tone=Tone.INK_3)),
            ("像是", False, guess, None),
            ("rule", False, Hairline(), None),
            ("对方", False, QLineEdit(placeholderText="名字、店名或门牌,不清楚可空着"), None),
            ("当心", False, care, None),
        ]
        for n, (word, needed, field, beside) in enumerate(rows):
            if word == "rule":
                grid.addWidget(field, n, 0, 1, 3)
                continue
            label = Label(word, bold=needed, tone=Tone.INK if needed else Tone.INK_2)
            grid.addWidget(label, n, 0, Qt.AlignmentFlag.AlignTop if field is story else Qt.AlignmentFlag.AlignVCenter)
            if beside is None:
                grid.addWidget(field, n, 1, 1, 2)
            else:
                field.setFixedWidth(look().px(200))
                grid.addWidget(field, n, 1)
                grid.addWidget(beside, n, 2, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(2, 1)
        body.column.addLayout(grid)
        body.column.addStretch(1)
        column.addWidget(body, 1)
        column.addWidget(Hairline())
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 12, 24, 12)
        foot.setSpacing(8)
        foot.addLayout(
            _pair(
                ElidedLabel("登记后:11月26日前决定是否受理(3 个工作日),由周慧兰办", tone=Tone.INK_2),
                Label("Enter 下一项", tone=Tone.INK_3),
            )
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(ElidedLabel("草稿 14:06 已存", tone=Tone.INK_2), 1)
        buttons.addWidget(plain("登记并打印申请书", icon="ph.printer"))
        buttons.addWidget(primary("登记", hint="Ctrl+Enter"))
        foot.addLayout(buttons)
        column.addLayout(foot)

    def begin_focus(self) -> None:
        self.name.setFocus()


def make_shell() -> Shell:
    """The shell of the pictures, with its pages, badges and status; built in the dress worn now."""
    shell = Shell("海棠创谷联合纠纷调处室", "联合纠纷调处室", search="搜案件、当事人、电话、拼音首字母")
    blank = (
        ("agreements", "协议", "ph.handshake"),
        ("visits", "回访", "ph.phone-call"),
        ("reception", "接待日", "ph.users-three"),
        ("month", "统计", "ph.chart-bar"),
        ("sync", "同步", "ph.arrows-clockwise"),
        ("people", "人员", "ph.identification-badge"),
        ("settings", "设置", "ph.gear"),
    )
    today = TodayPage()
    shell.add_page("today", "今日", "ph.calendar-check", today)
    shell.panel_opened.connect(lambda: today.tasks.set_first_primary(False))
    shell.panel_closed.connect(lambda: today.tasks.set_first_primary(True))
    shell.add_page("files", "纠纷", "ph.folder-open", FilesPage())
    shell.add_hidden_page("file", FilePage(), under="files")
    for key, title, icon in blank:
        page = PageColumn(margins=True)
        page.add(PageHead(title))
        page.add(EmptyState("这里还没有内容。", action="回到今日"), 1)
        shell.add_page(key, title, icon, page, foot=key in ("people", "settings"))
    shell.set_badge("today", 9)
    shell.set_badge("agreements", 2)
    shell.set_badge("visits", 5)
    shell.set_badge("sync", 1, Kind.AMBER)
    shell.set_status("who", "周慧兰·调解员", rank=0, tone=Tone.INK)
    shell.set_status("saved", "本机已保存 14:03", icon="ph.check-circle", rank=1)
    shell.set_status("synced", "已同步 13:40", rank=5)
    shell.set_status("queue", "待传 3", rank=6)
    shell.set_status("conflict", "冲突 1", icon="ph.warning", tone=Tone.AMBER, rank=2)
    shell.set_status("printer", "调处室-HP", icon="ph.printer", rank=9, right=True)
    shell.set_status("lock", "锁定 Ctrl+L", rank=3, right=True, act=shell.lock_asked.emit)
    return shell


DRESSES = (
    ("", Look(), (1366, 768)),
    ("-697", Look(), (1366, 697)),
    ("-1920", Look(), (1920, 1080)),
    ("-125", Look(scale=1.25), (1366, 768)),
    ("-150", Look(scale=1.5), (1366, 768)),
    ("-200", Look(scale=2.0), (1366, 768)),
    ("-dark", Look(dark=True), (1366, 768)),
)


def draw(directory: Path, only: str = "") -> list[Path]:
    """Draw every page in every dress into `directory`; `only` picks names that contain it."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    load_faces()
    directory.mkdir(parents=True, exist_ok=True)
    made = []
    for suffix, worn, (width, height) in DRESSES:
        wear(app, worn)
        for name in ("today", "files", "file", "intake", "notices", "cover"):
            target = directory / f"{name}{suffix}.png"
            if only not in target.stem:
                continue
            shell = make_shell()
            shell.resize(width, height)
            shell.show()
            shell.activateWindow()
            shell.show_page(name if name in ("today", "files", "file") else "today")
            if name == "intake":
                shell.open_panel(IntakePanel())
            elif name == "notices":
                _speak(shell)
            elif name == "cover":
                shell.cover()
            _settle()
            assert (shell.width(), shell.height()) == (width, height), f"{target.stem} grew to {shell.size()}"
            shell.grab().save(str(target))
            made.append(target)
            shell.close()
            shell.deleteLater()
    return made


def _settle() -> None:
    """Let the event loop run until the window is active and laid out."""
    loop = QEventLoop()
    QTimer.singleShot(60, loop.quit)
    loop.exec()


def _speak(shell: Shell) -> None:
    shell.set_practice(True)
    shell.notices.say("已登记 2026-049", undo=lambda: None)
    shell.notices.warn("打印机没有回应,文件没有印出来。检查打印机后再印一次。", action="再印一次")
    shell.notices.ask(
        "删除这份草稿?",
        "删除后不能恢复。其余内容不变。",
        [Choice("删除草稿", rank=Rank.DANGER), Choice("留着")],
    )


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    draw(Path(sys.argv[1]), *sys.argv[2:3])
