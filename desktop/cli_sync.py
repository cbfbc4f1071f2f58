"""`sync` and `bundle`: one exchange with the hub, or with a folder that somebody carries."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.sync.errors import SyncFailed, Unreachable

if TYPE_CHECKING:
    from desktop.cli_month import Opened, Say, Sub
    from desktop.commands.desk import Desk
    from desktop.commands.syncing.exchanging import Exchanged

DONE, REFUSED, DIFFERS, LATER = 0, 1, 3, 75  # 75 (EX_TEMPFAIL): nobody answered, the same call may do later


def add(sub: Sub, desk: Opened, say: Say) -> None:
    """Register both subcommands."""
    sync = sub("sync", "与街道服务器同步一次", lambda given: _run(given, desk, say, _with_hub))
    sync.add_argument("--no-attachments", action="store_true", help="附件原件这次不传")
    bundle = sub("bundle", "用文件夹或 U 盘带数据:写出,或读入", lambda given: _run(given, desk, say, _with_folder))
    bundle.add_argument("what", choices=("write", "read"), metavar="write|read", help="write 写出,read 读入")
    bundle.add_argument("folder", type=Path, metavar="DIR", help="U 盘或文件夹;每台电脑可以用同一个")
    for made in (sync, bundle):
        made.add_argument("--accept-deletions", action="store_true", help="收到大量删除时照样采用(请先问清是谁删的)")
        made.add_argument("--json", action="store_true", help="结果写成 JSON")


def _run(given: Namespace, open: Opened, say: Say, exchange: Callable[[Namespace, Desk], Exchanged]) -> int:
    """Exit code: 0 done, 1 refused (a person must do something), 3 stations differ, 75 try again later."""
    with open(given) as desk:
        try:
            done = exchange(given, desk)
        except SyncFailed as failed:
            if given.json:
                say(json.dumps({"done": False, "code": failed.code, "sentence": failed.for_user()}, ensure_ascii=False))
            else:
                sys.stderr.write(failed.for_user() + "\n")
            return LATER if isinstance(failed, Unreachable) else REFUSED
        say(_as_json(desk, done) if given.json else _told(given, desk, done))
    return DIFFERS if done.differs else DONE


def _with_hub(given: Namespace, desk: Desk) -> Exchanged:
    from desktop.commands.syncing.exchanging import sync_now

    return sync_now(desk, attachments=not given.no_attachments, deletions=given.accept_deletions)


def _with_folder(given: Namespace, desk: Desk) -> Exchanged:
    from desktop.commands.syncing.exchanging import read_bundle, write_bundle

    if given.what == "write":
        return write_bundle(desk, given.folder)
    return replace(read_bundle(desk, given.folder, deletions=given.accept_deletions), sent=0)  # it was only read


def _as_json(desk: Desk, done: Exchanged) -> str:
    from desktop.commands.syncing import decisions

    plain = {
        "done": True,
        "sent": done.sent,
        "received": done.received,
        "decisions": decisions.count(desk),
        "numbered": done.numbered,
        "renamed": done.renamed,
        "skew_seconds": done.skew,
        "differs": [device.hex for device in done.differs],
        "stuck": done.stuck,
        "notes": list(done.notes),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)


def _told(given: Namespace, desk: Desk, done: Exchanged) -> str:
    from desktop.commands.syncing import decisions

    if given.command == "sync":
        lines = [f"已同步:上传 {done.sent} 份,收到 {done.received} 份。"]
    elif given.what == "write":
        lines = [f"已写出 {done.sent} 份,读入 {done.received} 份。"]
    else:
        lines = [f"已读入 {done.received} 份。"]
    if done.numbered:
        lines.append(f"新编案号 {done.numbered} 个。")
    waiting = decisions.count(desk)
    lines.append(f"有 {waiting} 项需要您决定,请在窗口的“同步”页办理。" if waiting else "没有需要您决定的事项。")
    if done.renamed:
        lines.append("这台电脑的数据是从旧副本恢复或整机复制的,已换用新的身份继续,数据没有丢。")
    if done.skew is not None:
        ahead = "快" if done.skew > 0 else "慢"
        lines.append(f"本机时钟比服务器{ahead} {_duration(abs(done.skew))},请校准电脑的日期和时间。")
    lines += done.notes
    if done.stuck:
        lines.append(f"有 {done.stuck} 台电脑发来的记录没有采用;请先升级本机程序,再不行请联系维护人员。")
    if done.differs:
        lines.append(f"与 {len(done.differs)} 台电脑核对不一致,请用 verify 核对数据,并联系维护人员。")
    return "\n".join(lines)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"
