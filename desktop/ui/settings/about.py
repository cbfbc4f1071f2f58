"""关于: what this is and by which licences it may be used and passed on."""

from __future__ import annotations

from desktop import __version__
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.edits import TextEdit
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.looks import look
from desktop.ui.settings.section import Facts, Section
from resources import path

OUR_LICENCE = "Apache License 2.0:可以自由使用、修改、分发,须保留版权声明"
FONTS = (
    ("Noto Sans SC", "界面", "SIL OFL 1.1", "NotoSansSC-LICENSE.txt"),
    ("Noto Serif SC", "文书正文、标题", "SIL OFL 1.1", "NotoSerifSC-LICENSE.txt"),
    ("Fandol Fang", "文书仿宋", "GPL,附字体例外", "Fandol-COPYING.txt"),
    ("HanaMin B", "生僻字", "花园字体许可或 OFL", "HanaMin-LICENSE.txt"),
)
PARTS = (
    ("Qt、PySide6", "LGPL v3"),
    ("SQLCipher", "BSD 3-Clause"),
    ("SQLAlchemy、Alembic", "MIT"),
    ("ReportLab", "BSD 3-Clause"),
    ("pikepdf", "MPL 2.0"),
    ("PDFium、pypdfium2", "Apache 2.0 / BSD 3-Clause"),
    ("Phosphor 图标、QtAwesome", "MIT"),
    ("pypinyin、argon2-cffi、fontTools", "MIT"),
)


class AboutSection(Section):
    """The licence of the program, of its fonts (whole texts), of its parts."""

    def __init__(self) -> None:
        super().__init__()
        block = self.block(f"调处室工作台 {__version__}")
        block.addWidget(Label("联合纠纷调处室的离线工作台。" + OUR_LICENCE + "。", wrap=True))
        parts = Facts(224)
        for name, licence in PARTS:
            parts.show_fact(name, licence)
        self.block("所用组件").addWidget(parts)
        fonts = Facts(224)
        for name, use, licence, _ in FONTS:
            fonts.show_fact(name, f"{use};{licence}")
        block = self.block("字体")
        block.addWidget(fonts)
        self.form = Form([Ask("which", "许可全文", _which)], labels=224)
        self.which: Choice = self.form.field("which")
        self.which.changed.connect(self._show)
        block.addWidget(self.form)
        self.text = TextEdit(most=200_000)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("许可全文")
        self.text.hide()
        block.addWidget(self.text)
        self.finish()

    def begin_focus(self) -> None:
        self.which.setFocus()

    def _show(self) -> None:
        file = self.which.value()
        self.text.setVisible(bool(file))
        if file:
            self.text.setFixedHeight(look().px(320))
            self.text.put(path("fonts", file).read_text(encoding="utf-8", errors="replace"))


def _which() -> Choice:
    return Choice(options((file, name) for name, _, _, file in FONTS), blank="选一种字体", width=160)
