"""Subcommands for IT and for scripts. Errors are one Chinese sentence on stderr; passwords never in arguments."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from desktop import __version__, cli_hub, cli_ledger, cli_month, cli_sync
from desktop.domain.errors import MediationError, NotFound, Refused
from desktop.places import data_folder

OK, REFUSED, USAGE, FAULTS, BUG = 0, 1, 2, 3, 70


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the call in Chinese."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        words = {
            "the following arguments are required": "缺少参数",
            "unrecognized arguments": "不认识的参数",
            "invalid choice": "没有这个选项",
            "expected one argument": "这个参数后面要跟一个值",
            "argument ": "",
            "choose from": "可用",
            "invalid int value": "这里要一个整数",
        }
        for english, chinese in words.items():
            message = message.replace(english, chinese)
        self.exit(USAGE, f"参数有误:{message}\n")


def parser() -> Parser:
    top = Parser(prog="mediation-desk", description="调处室工作台。不带子命令时打开窗口。")
    top.add_argument("--version", action="version", version=f"mediation-desk {__version__}")
    top.add_argument("--data", type=Path, default=None, help="数据文件夹(打开窗口时)")
    top.add_argument("--practice", action="store_true", help="以练习数据打开窗口")
    subs = top.add_subparsers(dest="command", metavar="子命令", parser_class=Parser)

    def sub(name: str, help: str, run: Callable[[argparse.Namespace], int], *, room: bool = True) -> Parser:
        made: Parser = subs.add_parser(name, help=help, description=help)
        made.set_defaults(run=run)
        if room:
            made.add_argument("--data", type=Path, default=data_folder(), help="数据文件夹")
            made.add_argument("--account", default=os.environ.get("MEDIATION_DESK_ACCOUNT"), help="账户姓名")
        return made

    init = sub("init", "建立一间调处室,显示恢复码", _init)
    init.add_argument("--committee", type=Path, required=True, metavar="FILE.json", help="调委会信息")
    load = sub("load", "导入一间调处室的数据文件", _load)
    load.add_argument("file", type=Path, metavar="FILE.json")
    export = sub("export", "导出全部数据(含个人信息,请妥善保管)", _export)
    export.add_argument("file", type=Path, metavar="FILE.json")
    cases = sub("cases", "列出纠纷", _cases)
    cases.add_argument("--json", action="store_true")
    limits = sub("limits", "列出各卷的期限,含已办到的", _limits)
    limits.add_argument("--case", metavar="NUMBER", help="只列一卷")
    limits.add_argument("--json", action="store_true")
    due = sub("due", "列出到期和将到期的事项(含逾期)", _due)
    due.add_argument("--on", type=_day, metavar="DATE", help="哪一天,如 2026-11-23;不给就是今天")
    due.add_argument("--days", type=_days, default=7, metavar="N", help="往后看几天,默认 7")
    due.add_argument("--json", action="store_true")
    paper = sub("paper", "生成一份文书", _paper)
    paper.add_argument("--list", action="store_true", help="列出文书种类")
    paper.add_argument("--case", metavar="NUMBER", help="案号")
    paper.add_argument("--document", metavar="KIND", help="文书种类")
    paper.add_argument("--session", type=int, default=0, help="第几次调解(调解记录)")
    paper.add_argument("--official", action="store_true", help="公文版式(三号仿宋)")
    paper.add_argument("--out", type=Path, metavar="FILE.pdf")
    cli_month.add(sub, desk, say)
    cli_ledger.add(sub, desk, say)
    cli_sync.add(sub, desk, say)
    cli_hub.add(sub, say)
    verify = sub("verify", "核对数据完整性、审计链和无主文件", _verify)
    verify.add_argument("--json", action="store_true")
    demo = sub("demo", "无屏演示:练习数据上从登记到签发,写出文书和截图", _demo, room=False)
    demo.add_argument("--out", type=Path, required=True, metavar="DIR")
    sub("self-test", "逐页打开、逐种打印样张,检查安装", _self_test, room=False)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; without a subcommand the window."""
    write_any_character()
    given = parser().parse_args(argv)
    if given.command is None:
        from desktop.app import run

        return run(given.data, practice=given.practice)
    os.umask(0o077)
    try:
        done: int = given.run(given)
        sys.stdout.flush()
        return done
    except MediationError as error:
        sys.stderr.write(error.for_user() + "\n")
        return REFUSED
    except BrokenPipeError:  # `… | head`: nobody reads on
        let_go_of_output()
        return OK
    except OSError as error:
        let_go_of_output()
        sys.stderr.write(f"读写文件出错({error.strerror}),请检查磁盘空间和权限后重试。\n")
        return REFUSED
    except Exception as error:  # a bug: where it happened, never what it says, because that quotes people's data
        from desktop.hooks import place

        sys.stderr.write(f"程序内部出错,这一步没有完成,已存的数据不受影响({place(error)})。\n")
        return BUG


def write_any_character() -> None:
    """Names have characters that the code page of a pipe or of an old terminal lacks: a pipe is always UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="backslashreplace")


def let_go_of_output() -> None:
    """What could not be written is not tried again when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(words: str) -> None:
    sys.stdout.write(words + "\n")


def password(prompt: str = "密码:") -> str:
    """From MEDIATION_DESK_PASSWORD, else asked for without showing it."""
    given = os.environ.get("MEDIATION_DESK_PASSWORD")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Refused("no_password", "请用环境变量 MEDIATION_DESK_PASSWORD 给出密码,或在终端里运行。")
    return getpass.getpass(prompt)


@contextmanager
def desk(given: argparse.Namespace) -> Iterator[Any]:
    """The room of `--data`, opened by `--account`, closed at the end."""
    from desktop.commands import rooms
    from desktop.instance import alone

    if not rooms.keyring(given.data).exists:
        raise Refused("no_room", "这个文件夹里没有调处室数据,请先用 init 建立,或用 --data 指定文件夹。")
    account = rooms.find_account(given.data, given.account)
    with alone(given.data):
        opened = rooms.open_room(given.data, account, password())
        try:
            yield opened
        finally:
            opened.store.close()


def _init(given: argparse.Namespace) -> int:
    from desktop.commands import rooms
    from desktop.commands.transfer.loading import read_committee, read_file
    from desktop.instance import alone

    if not given.account:
        raise Refused("which_account", "请用 --account 给出第一个账户的姓名。")
    committee = read_committee(read_file(given.committee))
    with alone(given.data):
        opened, code = rooms.create(given.data, committee, given.account, password())
        opened.store.close()
    say(f"已建立:{committee.room}")
    say(f"恢复码(只显示这一次,请抄写或打印后锁好):{code}")
    return OK


def _load(given: argparse.Namespace) -> int:
    from desktop.commands.transfer.loading import load, read_file

    data = read_file(given.file)
    with desk(given) as opened:
        done = load(opened, data)
    say(f"新增纠纷 {done.cases} 件、成员 {done.members} 人;已有 {done.known} 件未动。")
    return OK


def _export(given: argparse.Namespace) -> int:
    from desktop.commands.transfer.writing import export
    from desktop.storage.files import write_private

    with desk(given) as opened:
        room = export(opened)
    _write(given.file, json.dumps(room, ensure_ascii=False, indent=1).encode() + b"\n", write_private)
    say(f"已导出 {len(room['cases'])} 件。文件含个人信息,请妥善保管。")
    return OK


def _cases(given: argparse.Namespace) -> int:
    from desktop.commands.outline import outline

    with desk(given) as opened:
        rows = outline(opened)
    if given.json:
        say(json.dumps(rows, ensure_ascii=False, indent=1))
        return OK
    for row in rows:
        say(f"{row['case_no']}\t{row['title']}\t{row['category']}\t{row['status']}\t{'、'.join(row['mediators'])}")
    return OK


def _limits(given: argparse.Namespace) -> int:
    from desktop.commands.limits import of_files
    from desktop.commands.outline import find_case

    with desk(given) as opened:
        rows = of_files(opened, find_case(opened, given.case) if given.case else None)
    if given.json:
        say(json.dumps([row.plain() for row in rows], ensure_ascii=False, indent=1))
        return OK
    for row in rows:
        say(row.words())
    return OK


def _due(given: argparse.Namespace) -> int:
    from desktop.commands.due import due

    with desk(given) as opened:
        rows = due(opened, given.on, given.days)
    if given.json:
        say(json.dumps([row.plain() for row in rows], ensure_ascii=False, indent=1))
        return OK
    for row in rows:
        mark = "等待" if row.waiting else "逾期" if row.overdue else "到期"
        say(f"{row.due}\t{mark}\t{row.case_no or row.number}\t{row.text}\t{row.owner_name}\t{row.basis}")
    if not rows:
        say("没有到期的事项。")
    return OK


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year < 2100:
        raise argparse.ArgumentTypeError(f"日期“{text[:20]}”看不懂,请写成 2026-11-23 的样子")
    return found


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) > 3660:
        raise argparse.ArgumentTypeError("天数须是 0 到 3660 之间的整数")
    return int(text)


def _paper(given: argparse.Namespace) -> int:
    from desktop.commands import papers
    from desktop.commands.outline import find_case
    from desktop.storage.files import write_private

    if given.list:
        for kind, title in papers.TITLES.items():
            say(f"{kind}\t{title}")
        return OK
    for name in ("case", "document", "out"):
        if getattr(given, name) is None:
            raise NotFound(f"请给出 --{name};文书种类可用 paper --list 查看。")
    if given.document not in papers.TITLES:
        raise NotFound(f"没有“{given.document}”这种文书,可用 paper --list 查看。")
    with desk(given) as opened:
        id = find_case(opened, given.case)
        paper = papers.make(opened, id, given.document, session=given.session, official=given.official)
        papers.print_record(opened, id, paper, printer="file", copies=1)
    _write(given.out, paper.pdf, write_private)
    return OK


def _verify(given: argparse.Namespace) -> int:
    from desktop.commands.verify import verify

    with desk(given) as opened:
        report = verify(opened)
    if given.json:
        say(
            json.dumps(
                {"clean": report.clean, "counts": report.counts, "faults": list(report.faults)}, ensure_ascii=False
            )
        )
    else:
        say("、".join(f"{name} {n}" for name, n in report.counts.items()))
        say("核对无误。" if report.clean else "发现问题:\n" + "\n".join(report.faults))
    return OK if report.clean else FAULTS


def _demo(given: argparse.Namespace) -> int:
    from desktop.demo import demo

    return demo(given.out, say)


def _self_test(given: argparse.Namespace) -> int:
    from desktop.demo import self_test

    return self_test(say)


def _write(path: Path, content: bytes, write: Callable[[Path, bytes], None]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, content)
    except OSError:
        raise Refused("read_only", f"不能写入 {path.name},请检查文件夹权限和磁盘空间。") from None
