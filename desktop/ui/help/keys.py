"""Every key of the program, in one list: the help page shows it and a test holds it against the shell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` as they are written on the keyboard, alternatives apart; `does` in words."""

    keys: tuple[str, ...]
    does: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    title: str
    keys: tuple[Key, ...]


EVERYWHERE = KeyGroup(
    "任何地方",
    (
        Key(("Ctrl+N",), "登记纠纷"),
        Key(("Ctrl+K",), "搜案件、当事人、电话、拼音首字母"),
        Key(("Ctrl+1", "…", "Ctrl+9"), "换到左边的第几页"),
        Key(("Ctrl+P",), "打印"),
        Key(("Ctrl+Z",), "撤销上一步"),
        Key(("F1",), "帮助"),
        Key(("F5",), "刷新"),
        Key(("F12",), "遮住屏幕,按任意键返回"),
        Key(("Ctrl+L",), "锁定,要密码才能返回"),
        Key(("Ctrl+=", "Ctrl++"), "字大一号"),
        Key(("Ctrl+-",), "字小一号"),
    ),
)
GROUPS = (
    EVERYWHERE,
    KeyGroup(
        "填写",
        (
            Key(("Enter",), "下一项;多行文字里是换行"),
            Key(("Shift+Enter",), "上一项"),
            Key(("Ctrl+Enter",), "保存、登记、完成这一步"),
            Key(("Esc",), "离开,草稿留着"),
            Key(("Tab",), "多行文字里到下一项"),
        ),
    ),
    KeyGroup(
        "选择和日期",
        (
            Key(("字母", "汉字", "数字"), "打开选项并筛选:拼音首字母、汉字或序号"),
            Key(("Space", "Alt+↓"), "打开选项或月历"),
            Key(("↑", "↓"), "换选项;日期前后一天"),
            Key(("←", "→"), "一排里换一个"),
        ),
    ),
    KeyGroup(
        "列表",
        (
            Key(("↑", "↓", "PgUp", "PgDn"), "换行、翻页"),
            Key(("Home", "End"), "第一行、最后一行"),
            Key(("Enter",), "打开"),
            Key(("Ctrl+C",), "把选中的行复制为表格,可贴进 WPS、Excel"),
        ),
    ),
    KeyGroup(
        "一件纠纷和协议",
        (
            Key(("Ctrl+PgDn", "Ctrl+PgUp"), "后一栏、前一栏"),
            Key(("Alt+←",), "回到列表"),
            Key(("Alt+↑", "Alt+↓"), "协议条款上移、下移"),
        ),
    ),
    KeyGroup(
        "同步",
        (
            Key(("1", "2", "3"), "选一边的值;最后一个数字是另写一个"),
            Key(("←", "→"), "换一边"),
            Key(("Enter",), "用选中的"),
            Key(("F5",), "现在同步"),
        ),
    ),
)
