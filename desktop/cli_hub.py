"""`hub certify|provision|enroll|revoke|room|status`: the street office's IT makes a hub and lets workstations in."""

from __future__ import annotations

import json
import os
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from desktop.domain.errors import Refused, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from desktop.sync.hub.enrolling import Status

DATABASE = "mediation_hub"
CONF = """# settings of PostgreSQL for the hub; include it, e.g. from conf.d
listen_addresses = '*'
ssl = on
ssl_min_protocol_version = 'TLSv1.2'
ssl_cert_file = '{folder}/server.pem'
ssl_key_file = '{folder}/server.key'
ssl_ca_file = '{folder}/ca.pem'
password_encryption = 'scram-sha-256'
"""
Say = Callable[[str], None]


class Sub(Protocol):
    """Adds a subcommand; `room=False` when it needs no room of this computer."""

    def __call__(
        self, name: str, help: str, run: Callable[[Namespace], int], *, room: bool = True
    ) -> ArgumentParser: ...


def add(sub: Sub, say: Say) -> None:
    """Register `hub` with what it can do."""
    hub = sub("hub", "同步服务器(PostgreSQL):安装、接入、停用、查看", lambda given: _run(given, say), room=False)
    acts = hub.add_subparsers(dest="act", metavar="做什么", required=True, parser_class=type(hub))

    def act(name: str, help: str, run: Callable[[Namespace, Say], None]) -> ArgumentParser:
        made: ArgumentParser = acts.add_parser(name, help=help, description=help)
        made.set_defaults(act_run=run)
        made.add_argument(
            "--admin",
            default=os.environ.get("MEDIATION_DESK_HUB_ADMIN", ""),
            metavar="CONNINFO",
            help="数据库管理员的连接参数,如 host=/var/run/postgresql;密码用 PGPASSWORD 或 ~/.pgpass 给出",
        )
        made.add_argument("--dbname", default=DATABASE, help=f"服务器所在的数据库,默认 {DATABASE}")
        return made

    certify = acts.add_parser("certify", help="签发服务器证书(没有机构时先建一个)", description="签发服务器证书")
    certify.set_defaults(act_run=_certify, admin="")
    certify.add_argument("--host", required=True, help="工作站连接服务器用的地址")
    certify.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹;已有的机构接着用")
    act("provision", "建立或升级服务器", _provision)
    enroll = act("enroll", "接入一台工作站,写出接入文件", _enroll)
    enroll.add_argument("--room", type=_uuid, required=True, metavar="ID", help="调处室编号(在「同步」页上)")
    enroll.add_argument("--name", default="", help="工作站的名称,只写在接入文件里")
    enroll.add_argument("--host", required=True, help="工作站连接服务器用的地址,须与服务器证书一致")
    enroll.add_argument("--port", type=int, default=5432)
    enroll.add_argument("--ca", type=Path, required=True, metavar="FILE.pem", help="签发服务器证书的机构证书")
    enroll.add_argument("--ca-key", type=Path, metavar="FILE.pem", help="机构私钥;给出时同时签发工作站证书")
    enroll.add_argument("--direct", action="store_true", help="直接 TLS(PostgreSQL 17 起,用于只放行 443 的网络)")
    enroll.add_argument("--own-only", action="store_true", help="只许上传本机的改动,不许代别的工作站上传")
    enroll.add_argument("--out", type=Path, required=True, metavar="CARD.json", help="接入文件(含密码,请妥善交接)")
    revoke = act("revoke", "停用一台工作站,马上断开", _revoke)
    revoke.add_argument("who", metavar="登录名或设备编号")
    room = act("room", "限制一间调处室:最低程序版本、存储上限", _room)
    room.add_argument("--room", type=_uuid, required=True, metavar="ID", help="调处室编号")
    room.add_argument("--min-schema", type=int, metavar="N", help="数据结构低于 N 的程序只能下载")
    room.add_argument("--quota-gb", type=int, metavar="N", help="最多存多少 GB;0 为不限")
    status = act("status", "列出调处室、工作站、最近联系和占用", _status)
    status.add_argument("--json", action="store_true")


def _run(given: Namespace, say: Say) -> int:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        words = conninfo_to_dict(given.admin)
    except ProgrammingError as error:
        raise Unreadable("--admin", "连接参数看不懂,请写成 host=… port=… user=… 的样子。") from error
    if "password" in words:
        raise Refused("password_in_argument", "密码不要写在命令行里(别人看得到),请用 PGPASSWORD 或 ~/.pgpass 给出。")
    given.act_run(given, say)
    return 0


def _certify(given: Namespace, say: Say) -> None:
    from desktop.storage.files import make_private_folder, write_private
    from desktop.sync.hub.certificates import Authority, hub_certificate, new_authority

    make_private_folder(given.out)
    kept = given.out / "ca.pem", given.out / "ca.key"
    if kept[0].exists():
        authority = Authority(_pem(kept[0]), _pem(kept[1]))
    else:
        authority = new_authority()
        write_private(kept[0], authority.cert.encode())
        write_private(kept[1], authority.key.encode())
    cert, key = hub_certificate(given.host, authority)
    write_private(given.out / "server.pem", cert.encode())
    write_private(given.out / "server.key", key.encode())
    write_private(given.out / "hub.conf", CONF.format(folder=given.out.resolve()).encode())
    say("已写出 ca.pem、ca.key、server.pem、server.key、hub.conf。")
    say("ca.key 能签发任何证书,请移到别处锁好,换证书时再放回。")


def _provision(given: Namespace, say: Say) -> None:
    from desktop.sync.hub.provisioning import newest, provision

    for note in provision(_maintenance(given.admin), given.dbname):
        say(f"注意:{note}")
    say(f"服务器已就绪(第 {newest()} 版),数据库 {given.dbname}。")


def _maintenance(conninfo: str) -> str:
    """The database that is there before the hub's is."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    named = conninfo_to_dict(conninfo).get("dbname") or os.environ.get("PGDATABASE")
    return conninfo if named else make_conninfo(conninfo, dbname="postgres")


def _enroll(given: Namespace, say: Say) -> None:
    from desktop.storage.files import write_private
    from desktop.sync.hub.enrolling import Address, enroll
    from desktop.sync.targets.card import read_card

    if given.out.exists():
        raise Refused("exists", "接入文件已经存在,请换一个文件名,或先移走旧的。")
    address = Address(host=given.host, port=given.port, ca=_pem(given.ca), direct=given.direct)
    card = enroll(
        given.admin,
        given.room,
        address,
        name=given.name,
        dbname=given.dbname,
        ca_key=_pem(given.ca_key) if given.ca_key else "",
        carries=not given.own_only,
    )
    read_card(card.text())
    write_private(given.out, card.text().encode())
    say(f"已接入,登录名 {card.login}。")
    say(f"接入文件:{given.out.name}(含密码,只交给这一台工作站,用完删除)。")


def _revoke(given: Namespace, say: Say) -> None:
    from desktop.sync.hub.enrolling import revoke

    done = revoke(given.admin, given.who, dbname=given.dbname)
    for login in done.logins:
        say(f"已停用{'并断开' if done.ended else ',已连着的下一步就会被拒绝'}:{login}")
    say("请同时在调处室的「同步」页停用这台电脑,以更换密钥。")


def _room(given: Namespace, say: Say) -> None:
    from desktop.sync.hub.enrolling import set_room

    quota = None if given.quota_gb is None else given.quota_gb << 30
    set_room(given.admin, given.room, min_schema=given.min_schema, quota=quota, dbname=given.dbname)
    say("已设定。")


def _status(given: Namespace, say: Say) -> None:
    from desktop.sync.hub.enrolling import status

    found = status(given.admin, dbname=given.dbname)
    if given.json:
        say(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    else:
        _tell(found, say)


def _tell(found: Status, say: Say) -> None:
    say(f"服务器第 {found.version} 版,编号 {found.identity},共 {_size(found.size)}")
    for room in found.rooms:
        limit = f" / {_size(room.quota)}" if room.quota is not None else ""
        say(f"调处室 {room.room}\t{room.envelopes} 个包\t{_size(room.used)}{limit}")
        for line in found.logins:
            if line.room == room.room:
                state = "已停用" if line.revoked_at else f"最近联系 {_when(line.seen_at)}"
                say(f"  {line.login}\t{state}\t{'、'.join(str(d) for d in line.devices)}")


def _size(count: int) -> str:
    return f"{count / (1 << 30):.1f} GB" if count >= 1 << 30 else f"{count / (1 << 20):.1f} MB"


def _when(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else "还没有"


def _pem(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except UnicodeDecodeError as error:
        raise Unreadable(path.name, "证书文件看不懂,需要 PEM 格式。") from error


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ArgumentTypeError("编号看不懂,请从「同步」页原样复制") from error
