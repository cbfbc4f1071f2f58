"""The list of files as the picture shows it, from invented rows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.delegates import Piece, one, sheltering, two
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, ListModel, RowsModel
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.kit.tables import ListView
from desktop.ui.looks import Tone

FILES = """048 董晓雯 予安健身|其他消费|12345|登记|今天|先行联系|周慧兰|
047 恒禾物业 陆国梁|物业|依申请|受理|11-25|送达告知书|周慧兰|
046 何思远 云帆信息|其他劳动|依申请|调查|11-27|满 15 日|严伯年|黄
045 28名职工 澜图云科|农民工工资|主动|调解|今天|14:00 二次调解|周慧兰|红
044 丁建华 汪洁|邻里|公安|调解|逾期 2 日|反馈派出所|周慧兰|橙
043 谢婷婷 拾光餐饮|环境污染|12345|调解|11-24|阶段反馈|周慧兰|黄
042 田野 启明里商管|合同|依申请|协议|等律师|审核协议|严伯年|
041 恒禾物业 沈佩文|物业|依申请|协议|今天|写协议送审|周慧兰|
040 许静怡 吴家明|婚姻家庭|依申请|协议|今天|15:30 签字|周慧兰|
039 高培林 捷达速运|道路交通|公安|履行|逾期 3 日|催付 3,000.00|严伯年|橙
038 王桂兰 王建国|婚姻家庭|依申请|不受理|12-07|归档|周慧兰|
037 邵一鸣、贺琳 刘春生|合同|依申请|回访|今天|首次回访|周慧兰|
036 木棉设计 拓印数码|生产经营|依申请|履行|等法院|司法确认裁定|周慧兰|
035 葛文静 鲜果时光|其他消费|12345|履行|11-30|退款 1,280.00|严伯年|
034 贾翀、钱铉 刘龑|合同|依申请|履行|11-28|退押金 7,650.00|严伯年|"""
GREEN, BLUE = {"履行", "回访"}, {"受理", "调查", "调解", "协议"}
RISKS = {"红": (Shape.TRIANGLE, Tone.RED), "橙": (Shape.DIAMOND, Tone.ORANGE), "黄": (Shape.DOT, Tone.AMBER)}


@dataclass(frozen=True)
class File:
    number: str
    name: str
    category: str
    source: str
    stage: str
    when: str
    what: str
    who: str
    risk: str


def files() -> list[File]:
    made = []
    for line in FILES.splitlines():
        head, *rest = line.split("|")
        number, first, second = head.split(" ")
        made.append(File(f"2026-{number}", f"{first} 与 {second}", *rest))
    return made


def stage(row: File) -> Piece:
    return Piece(row.stage, chip=Kind.GREEN if row.stage in GREEN else Kind.BLUE if row.stage in BLUE else Kind.GREY)


def when(row: File) -> Piece:
    if row.when.startswith("逾期"):
        return Piece(row.when, Tone.RED, bold=True, shape=Shape.TRIANGLE)
    return Piece(row.when, Tone.INK if row.when == "今天" else Tone.INK_2, bold=row.when == "今天")


def risk(row: File) -> Piece:
    if row.risk not in RISKS:
        return Piece("", shape=Shape.DASH)
    shape, tone = RISKS[row.risk]
    return Piece(row.risk, tone, shape=shape)


COLUMNS: list[Column[File]] = [
    Column(name="number", title="案号", text=lambda r: r.number, width=80),
    Column(
        name="name",
        title="纠纷",
        text=lambda r: r.name,
        width=196,
        stretch=1,
        paint=sheltering(lambda r: Piece(r.name), risk, of="risk"),
    ),
    Column(name="category", title="类型", text=lambda r: r.category, width=88, rank=3),
    Column(name="source", title="来源", text=lambda r: r.source, width=68, rank=4),
    Column(name="stage", title="阶段", text=lambda r: r.stage, width=76, paint=one(stage)),
    Column(
        name="next",
        title="下一步 / 期限",
        text=lambda r: f"{r.when} {r.what}",
        width=208,
        sortable=False,
        paint=two(when, lambda r: Piece(r.what, Tone.INK_2), at=82),
    ),
    Column(name="who", title="调解员", text=lambda r: r.who, width=68, rank=2),
    Column(name="risk", title="风险", text=lambda r: r.risk or "–", width=60, rank=1, paint=one(risk)),
]


def key(row: File) -> str:
    return row.number


def rows_model() -> RowsModel[File]:
    model = RowsModel(COLUMNS, key)
    model.show(files())
    return model


class ListCard(QFrame):
    """The list on its card with the foot, as a page has it."""

    def __init__(self, model: ListModel[File]) -> None:
        super().__init__()
        self.setObjectName("list_card")
        self.setStyleSheet(
            "#list_card { border: 1px solid palette(mid); border-radius: 6px; background: palette(base); }"
        )
        self.view = ListView(model, name="纠纷列表")
        self.foot = Label(self.view.foot(), tone=Tone.INK_2)
        self.view.told.connect(self.foot.setText)
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(12, 8, 12, 8)
        line.addWidget(self.foot)
        line.addStretch(1)
        line.addWidget(Label("↑ ↓ 选择   Enter 打开   Ctrl+C 复制为表格", tone=Tone.INK_2))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(foot)
