"""A reception day by keyboard in the whole program: twelve people come, and the 小结 says what the data says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from desktop.commands import duty, reception
from desktop.commands.desk import Desk
from desktop.commands.lists import Files, Filter
from desktop.commands.reception_sheet import sheet, summary
from desktop.commands.verify import verify
from desktop.domain.people import Role
from desktop.domain.team import ReceptionRule, Shift, VisitEnd
from desktop.ui.window import Window
from tests.conftest import NOON
from tests.reports.reading import flat, page_texts, text_of
from tests.stories.hands import CTRL, Hands, Key, until

PEOPLE = (  # name, phone, matter, what becomes of the visit
    ("丁建华", "12000000801", "工资拖了两个月", VisitEnd.CONSULTED),
    ("汪洁", "12000000802", "邻居楼上漏水,墙皮掉了", VisitEnd.REGISTERED),
    ("许静怡", "", "遗嘱怎样写才算数", VisitEnd.CONSULTED),
    ("何思远", "12000000804", "公司拖欠工资,不签劳动合同", VisitEnd.REGISTERED),
    ("陆国梁", "12000000805", "停车费涨价", VisitEnd.CONSULTED),
    ("汪洁", "12000000802", "再补一张漏水照片", VisitEnd.KNOWN),
    ("高培林", "12000000807", "快递员撞伤要赔偿", VisitEnd.CONSULTED),
    ("田野", "", "房东要涨租金", VisitEnd.LEFT),
    ("贾㛃", "12000000809", "退租,房东不退租房押金", VisitEnd.REGISTERED),
    ("何思远", "12000000804", "问下次哪天来", VisitEnd.KNOWN),
    ("董晓雯", "", "健身卡退费", VisitEnd.LEFT),
    ("谢婷婷", "12000000812", "噪声", None),  # still waits when the day ends
)


class Clock:
    def __init__(self) -> None:
        self.at: datetime = NOON - timedelta(minutes=40)

    def __call__(self) -> datetime:
        return self.at


@pytest.mark.timeout(180)
def test_twelve_people_come_and_the_summary_counts_them(
    make_room: Callable[..., Desk], seats: Callable[[Desk], tuple[Window, Hands]]
) -> None:
    clock = Clock()
    desk = make_room("practice", role=Role.MEDIATOR, now=clock)
    reception.save_rule(desk, ReceptionRule(name="接待日", week=4, weekday=0, place="一楼大厅"))
    me = desk.account.member_id
    assert me is not None
    duty.set_shift(desk, Shift(member_id=me, on=desk.today(), starts="13:00", ends="17:00"))
    files = len(Files(desk, Filter()).ids())
    window, hands = seats(desk)

    window.open_page("reception")
    assert hands.hears("开始接待")
    hands.press(Key.Key_Return)  # one key opens the day
    page = window.page("reception")
    id = page.work.day.id

    for n, (name, phone, matter, _) in enumerate(PEOPLE, 1):
        assert hands.hears("取号来访人"), hands.reads()
        for words in (name, phone, matter):
            hands.say(words)
            hands.press(Key.Key_Return)
        assert page.work.visits[-1].ticket == n
        clock.at += timedelta(minutes=2)

    hands.press(Key.Key_Escape)  # to the queue
    for n, (name, _, _, end) in enumerate(PEOPLE[:-1], 1):
        assert hands.reads().startswith(f"来访人 {n:03d} 号,{name}"), hands.reads()
        if end is VisitEnd.CONSULTED:
            hands.press(Key.Key_Return)  # 叫号
            hands.say("已告知办法和期限。")
            clock.at += timedelta(minutes=6)
            hands.press(Key.Key_Return, CTRL)
        else:
            assert end is not None
            hands.press({VisitEnd.REGISTERED: Key.Key_2, VisitEnd.KNOWN: Key.Key_3, VisitEnd.LEFT: Key.Key_4}[end])
        assert page.work.visits[n - 1].end is end, (n, hands.reads())
    assert len(Files(desk, Filter()).ids()) == files + 3

    page.end.setFocus()
    hands.press(Key.Key_Return)  # 结束并小结
    assert "012 谢婷婷" in page.work.closing.ask.text.text()
    assert hands.hears("都已离开"), hands.reads()
    hands.press(Key.Key_Return, CTRL)
    assert reception.current(desk) is not None, "she is asked about first"
    hands.press(Key.Key_Return)
    hands.say("工资咨询较多,已告知劳动监察途径。")
    hands.press(Key.Key_Return, CTRL)
    assert reception.current(desk) is None
    until(lambda: window.shell.page_key() == "sheet", "the paper is shown")
    assert hands.clicks == 0, "no mouse"

    visits = reception.visits(desk, id)
    counts = Counter(v.end for v in visits)
    assert counts == {VisitEnd.CONSULTED: 4, VisitEnd.REGISTERED: 3, VisitEnd.KNOWN: 2, VisitEnd.LEFT: 3}
    assert [v.ticket for v in visits] == list(range(1, 13))
    assert visits[5].about_id == visits[1].about_id
    assert visits[9].about_id == visits[3].about_id

    desk.practice = False  # its mark would stand between the words
    paper = sheet(desk, id)()
    assert len(page_texts(paper)) == 1, "one leaf"
    said = text_of(paper, "pdftotext")
    words = flat(said)
    for name, end in (
        ("咨询解答", VisitEnd.CONSULTED),
        ("登记为纠纷", VisitEnd.REGISTERED),
        ("记入原卷", VisitEnd.KNOWN),
        ("未等到离开", VisitEnd.LEFT),
    ):
        assert f"{name}{counts[end]}人" in words
        rows = [line for line in said.splitlines() if re.match(r"\d{3} ", line) and name in line]
        assert not rows or len(rows) == counts[end]
    assert f"共{len(visits)}人" in words
    assert [f"{n:03d}" for n in range(1, 13)] == sorted(set(re.findall(r"\b0(?:0[1-9]|1[0-2])\b", said)))
    shown = summary(desk, id)
    assert sum(count for _, count in shown.by_category) == shown.seen == 9
    for kind, count in shown.by_category:
        assert flat(f"{kind}{count}人") in words
    for number in shown.opened:
        assert flat(number) in words
    assert shown.waits is not None
    assert f"平均{shown.waits[0]}分钟" in words
    assert f"最长{shown.waits[1]}分钟" in words
    assert "工资咨询较多" in words
    assert not any(name in words or (phone and phone in words) for name, phone, _, _ in PEOPLE), "covered"
    assert len(re.findall("汪某", words)) == 2
    report = verify(desk)
    assert report.clean, report.faults
