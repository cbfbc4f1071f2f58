"""The party form of a file and the intake form, as the pictures show them; used by the tests of the kit."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui.kit.choices import Check, Checks, Choice, Pick, options
from desktop.ui.kit.dates import DateField, MomentField, PlanField, TimeField
from desktop.ui.kit.fields import LongText, MoneyField, ReadOnly, TextField
from desktop.ui.kit.forms import Ask, Form, Line, Rule
from desktop.ui.kit.masks import IdField, PhoneField

TODAY = date(2026, 11, 23)
CATEGORIES = ["婚姻家庭", "邻里", "房屋宅基地", "合同", "生产经营", "损害赔偿", "物业", "长阳创谷园区"]
CARE = [(1, "情绪激动"), (2, "有人受伤"), (3, "多人聚集"), (4, "已报警")]


def today() -> date:
    return TODAY


def party_form(parent: QWidget | None = None) -> Form:
    form = Form(
        [
            Ask("kind", "", lambda: Pick(options([(1, "自然人"), (2, "法人"), (3, "其他组织")]))),
            Line(
                Ask("name", "姓名", lambda: TextField(name=True)),
                Ask("sex", "性别", lambda: Choice(options([("f", "女"), ("m", "男")]), width=88)),
                Ask("ethnicity", "民族", lambda: Choice(options([("han", "汉族"), ("uygur", "维吾尔族")]), width=104)),
            ),
            Ask("id_number", "身份证号", lambda: IdField(on=today)),
            Ask("birth", "出生日期", ReadOnly),
            Ask("phone", "联系电话", PhoneField),
            Line(
                Ask("occupation", "职业", lambda: TextField(width=None)),
                Ask("employer", "单位", lambda: TextField(width=None)),
            ),
            Ask("address", "住址", lambda: TextField(width=None)),
            Ask("same", "送达地址", lambda: Check("同住址")),
            Ask(
                "special",
                "特别情况",
                lambda: Checks(options([(1, "未成年"), (2, "行为能力受限"), (3, "需翻译"), (4, "港澳台或外籍")])),
            ),
        ],
        parent=parent,
    )
    form.fill(
        {
            "name": "沈佩文",
            "sex": "f",
            "ethnicity": "han",
            "id_number": "99999919831105102X",
            "phone": "12000000039",
            "occupation": "公司职员",
            "employer": "某设计公司",
            "address": "上海市示例区海棠路888弄6号302室",
            "same": True,
        }
    )
    form.field("birth").show_value("1983-11-05", "43 岁·由证件号得出")
    return form


def intake_form(parent: QWidget | None = None) -> Form:
    return Form(
        [
            Ask("name", "姓名", lambda: TextField(name=True), needed=True),
            Ask("phone", "电话", PhoneField, needed=True),
            Ask("story", "发生了什么", lambda: LongText(lines=4), needed=True, hint="照来人的话记,不必整理"),
            Ask(
                "category",
                "类别",
                lambda: Choice(options((n, f"{c}纠纷") for n, c in enumerate(CATEGORIES)), width=200),
                needed=True,
                hint="可打首字母 ll",
            ),
            Rule(),
            Ask("other", "对方", lambda: TextField(width=None, example="名字、店名或门牌,不清楚可空着")),
            Ask(
                "care",
                "当心",
                lambda: Checks(options(CARE)),
            ),
            Ask("amount", "金额", MoneyField),
            Ask("plan", "分期", lambda: PlanField(today, lambda: 544000)),
            Line(
                Ask("due", "期限", lambda: DateField(today)),
                Ask("how", "验收", lambda: Choice(options([(1, "沈佩文签字")]))),
            ),
            Line(Ask("at", "时间", TimeField), Ask("moment", "到场", lambda: MomentField(today))),
        ],
        parent=parent,
    )


def on_card(widget: QWidget) -> QFrame:
    """The widget on a white card with the paddings of a page."""
    card = QFrame()
    card.setObjectName("card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    card.setAutoFillBackground(True)
    palette = card.palette()
    palette.setColor(palette.ColorRole.Window, palette.color(palette.ColorRole.Base))
    card.setPalette(palette)
    column = QVBoxLayout(card)
    column.setContentsMargins(24, 16, 24, 16)
    column.addWidget(widget)
    column.addStretch(1)
    return card
