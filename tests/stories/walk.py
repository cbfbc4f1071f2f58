"""One dispute from the door to the signature, each step as a person does it at the keyboard of a real window."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.lists import Files, Filter
from desktop.domain.casefile import CaseFile
from desktop.jobs import Jobs
from desktop.settings import Preferences
from desktop.ui.pages import pages
from desktop.ui.window import Window
from tests.stories.hands import CTRL, Hands, Key, until


@dataclass(frozen=True, slots=True)
class Tale:
    """Who came and what was agreed: everything that is typed."""

    asking: str = "贾㛃"
    other: str = "刘䶮"
    phone: str = "12000000946"
    story: str = "租期届满退租,房东以墙面污损为由拒退押金九千元,双方在楼道争吵,物业劝开。"
    numbers: tuple[str, str] = ("999999199701091101", "999999196507181134")
    homes: tuple[str, str] = ("上海市示例区海棠路666弄9号801室", "上海市示例区海棠路666弄9号701室")
    record: str = "调解员:先请双方各讲一遍经过。申请人:入住时墙面就有旧痕,有照片。"
    facts: str = "双方对墙面污损程度各执一词,现场查看后确认污损约四平方米。"
    about: str = "房屋租赁押金"
    sum: str = "9000-1350"
    plan: str = "2期每月8日"
    tail: str = "6621"
    peace: str = "双方就该租赁合同再无其他争议,今后互不追究。"
    recorder: str = "sx"  # 苏晓; empty where the room has none
    held: tuple[str, str] = ("今天 930", "1110")  # empty: just now


def seat(desk: Desk, jobs: Jobs) -> tuple[Window, Hands]:
    """The whole program's window for a desk, at the office screen's size, and hands before it."""
    window = Window(desk, jobs, *pages(Preferences, lambda _preferences: None))
    window.shell.resize(1366, 768)
    window.shell.show()
    hands = Hands(window.shell)
    until(lambda: window.shell.windowHandle().isExposed(), "the window is on the screen")
    hands.at()
    return window, hands


def file_of(desk: Desk, name: str) -> CaseFile:
    """The one file with this name."""
    (id,) = Files(desk, Filter(words=name)).ids()
    return read(desk, id)


def read(desk: Desk, id: UUID) -> CaseFile:
    with desk.read() as reader:
        return reader.file(id)


def register(hands: Hands, tale: Tale) -> None:
    """登记 from any page: Ctrl+N, the four needed things, the other side, Ctrl+Enter."""
    hands.press(Key.Key_N, CTRL)
    hands.say(tale.asking)
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Right, times=2)  # 女士
    hands.press(Key.Key_Return)
    hands.say(tale.phone)
    hands.press(Key.Key_Return)
    hands.say(tale.story)
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Return)  # the category guessed from the story
    hands.focus_on("对方")
    hands.say(tale.other)
    hands.press(Key.Key_Return, CTRL)


def find(hands: Hands, words: str) -> None:
    """Ctrl+K, a name, Enter to what was found, Enter to open it."""
    hands.press(Key.Key_K, CTRL)
    hands.put(words)
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)


def turn(hands: Hands, times: int = 1) -> None:
    """To the next tab of the file."""
    hands.press(Key.Key_PageDown, CTRL, times=times)


def identify(hands: Hands, tale: Tale) -> None:
    """当事人: number and home of each."""
    for n in (0, 1):
        if n:
            hands.enter("下一人")
        hands.focus_on("身份证号")
        hands.say(tale.numbers[n])
        hands.press(Key.Key_Return)
        hands.focus_on("住址")
        hands.say(tale.homes[n])
        hands.press(Key.Key_Return)


def accept(hands: Hands, tale: Tale) -> None:
    """受理: who writes the record, and that both are willing."""
    if tale.recorder:
        hands.focus_on("记录人")
        choose(hands, tale.recorder)
    hands.focus_on("各方意愿")
    hands.say("双方同意调解")
    hands.press(Key.Key_Return, CTRL)


def hold(hands: Hands, tale: Tale) -> None:
    """调解: the record of a session of this morning, settled."""
    hands.enter("补记笔录")
    starts, ends = tale.held
    if starts:
        hands.focus_on("开始")
        hands.put(starts)
        hands.press(Key.Key_Return)
        hands.say(ends)
        hands.press(Key.Key_Return)
    hands.focus_on("笔录")
    hands.say(tale.record)
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Home)
    hands.press(Key.Key_Return, CTRL)


def write(hands: Hands, tale: Tale) -> None:
    """The agreement: more facts, a sum in instalments, a sentence."""
    hands.enter("改事实")
    hands.press(Key.Key_End, CTRL)
    hands.say(tale.facts)
    hands.focus_on("加一条", back=True)
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)  # 付款
    until(lambda: hands.hears("谁付"), "the first field of the clause")
    for name in (tale.other, tale.asking):
        choose(hands, name)
    for words in (tale.about, tale.sum, tale.plan):
        hands.say(words)
        hands.press(Key.Key_Return)
    choose(hands, "yh")  # 银行转账
    hands.say(tale.tail)
    hands.press(Key.Key_Return)
    assert hands.hears("加一条"), "Enter on the last field leads to the next clause"
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Up)
    hands.press(Key.Key_Return)  # 文字
    until(lambda: hands.hears("第二条的文字"), "the second clause")
    hands.say(tale.peace)
    hands.press(Key.Key_Return, CTRL)


def choose(hands: Hands, words: str) -> None:
    """An option by its first words or letters, and on to the next field."""
    if not words.isascii():
        hands.press(Key.Key_Space)
    hands.say(words)
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)


def approve(hands: Hands, name: str, why: str) -> None:
    """The lawyer: 协议, down to the file, 审核, 通过; the reason where one is wanted."""
    hands.press(Key.Key_3, CTRL)
    for _ in range(20):
        if name in hands.reads():
            break
        hands.press(Key.Key_Down)
    assert hands.reads().startswith(f"审核:{name}"), hands.reads()
    hands.press(Key.Key_Return)
    until(lambda: hands.hears("通过"), "the lawyer's button")
    hands.press(Key.Key_Return)
    if hands.hears("理由"):
        hands.say(why)
        hands.press(Key.Key_Return, CTRL)


def sign(hands: Hands) -> None:
    """记签字: how it was signed stands there; the seal is ticked."""
    hands.enter("记签字")
    hands.focus_on("印章:已盖调委会印章")
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Return, CTRL)
