"""What can go wrong with a hub, each with its code and one sentence for the screen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.sync.errors import Behind, NotTrusted, Rejected, SyncFailed, Tampered, Unreachable

_LATER = "本机照常工作\uff0c改动都已存好\uff0c"
SENTENCES: Mapping[type[SyncFailed], Mapping[str, str]] = MappingProxyType(
    {
        Unreachable: {
            "no_network": f"找不到中心\uff1a网络不通或者中心的地址解析不了\u3002{_LATER}网络恢复后会自动同步\u3002",
            "refused": f"中心没有在接受连接\uff0c可能正在维护\u3002{_LATER}稍后会自动再试\uff0c久不恢复请联系街道信息员\u3002",
            "cut": f"同步中途断线\u3002{_LATER}稍后会从断开的地方接着同步\u3002",
            "timeout": f"中心迟迟没有答复\u3002{_LATER}稍后会自动再试\uff0c一直这样请检查网络\u3002",
            "captive_portal": "答复的不是中心\uff0c像是上网认证页面\u3002请先打开浏览器完成上网认证\uff0c再点“立即同步”\u3002",
            "busy": f"中心正忙\u3002{_LATER}稍后会自动再试\u3002",
            "restarting": f"中心正在重启\u3002{_LATER}几分钟后会自动再试\u3002",
        },
        NotTrusted: {
            "cert_expired": "中心的证书已经过期\uff0c为防冒充没有连接\u3002请街道信息员更换中心证书\uff1b若本机日期不对\uff0c请先校正\u3002",
            "cert_not_yet": "中心的证书还没有生效\uff0c为防冒充没有连接\u3002请先核对本机的日期和时间\uff0c无误再联系街道信息员\u3002",
            "cert_wrong_ca": "中心的证书不是本机所信任的机构签发的\uff0c可能有人冒充\uff0c没有连接\u3002请街道信息员核对\uff0c不要换网络硬试\u3002",
            "cert_wrong_host": "中心的证书写的是另一个地址\uff0c可能有人冒充\uff0c没有连接\u3002请街道信息员核对中心地址和证书\u3002",
            "cert_refused": "中心的证书没有通过核对\uff0c可能有人冒充\uff0c没有连接\u3002请联系街道信息员\u3002",
            "weak_login": "中心没有按约定的方式核对登录\uff0c连接可能被人截取\uff0c没有登录\u3002请换一个网络\uff0c仍这样请联系街道信息员\u3002",
            "no_tls": "中心不支持加密连接\uff0c为防窃听没有连接\u3002请街道信息员为中心启用 TLS\u3002",
        },
        Rejected: {
            "revoked": "本机已被停用\uff0c中心不再收发\u3002未同步的改动仍在本机\uff0c请联系街道信息员或调处室管理员\u3002",
            "wrong_login": "中心不认本机的登录名或密码\u3002请向街道信息员要一份新的中心接入文件\u3002",
            "wrong_room": "这份中心接入文件不是本调处室的\u3002请向街道信息员要本室的接入文件\u3002",
            "other_device": "本机的编号在中心属于另一个登录名\u3002请街道信息员核对接入文件有没有发错\u3002",
            "hub_full": "中心的存储空间已满\uff0c暂时收不下\u3002改动都在本机\uff0c请通知街道信息员扩容\uff0c之后会自动补传\u3002",
            "hub_too_old": "中心的版本太旧\uff0c或者还没有装好\u3002请街道信息员在中心运行 mediation-desk hub provision\u3002",
            "hub_too_new": "中心已升级\uff0c本机的程序太旧\u3002请先升级本机程序\uff0c改动都在本机\uff0c升级后会自动补传\u3002",
            "too_old_to_push": "本机的程序太旧\uff0c中心只让下载\u3001不收上传\u3002请升级本机程序\uff0c之后会自动补传\u3002",
            "stats_differ": "这个月的这一版汇总已经上报过\uff0c内容不同\u3002请以新的版本号重新上报\u3002",
            "read_only": "中心现在只能读取\u3002请通知街道信息员\uff0c改动都在本机\uff0c之后会自动补传\u3002",
            "hub_fault": "中心出了故障\uff0c这次没有同步\u3002请把代码 {detail} 告诉街道信息员\uff0c改动都在本机\u3002",
        },
        Tampered: {
            "damaged": "收发的数据与校验值不符\uff0c没有采用\u3002请稍后再试\uff1b再次出现请联系街道信息员\u3002",
            "broken_order": "中心的记录次序对不上\uff0c可能被改动过\uff0c没有采用\u3002请联系街道信息员\uff0c本机数据不受影响\u3002",
        },
    }
)

_BEHIND = "中心里本机的改动与本机对不上\uff1a本机是从备份恢复的\uff0c或是复制出来的\u3002程序会换一个编号接着同步\uff0c改动都在\u3002"

# What PostgreSQL says by SQLSTATE. A serialization failure is an OperationalError too: only what is named here may be
# tried again later; the rest is a fault of the hub.
_BY_STATE: Mapping[str, str] = MappingProxyType(
    {
        "MD001": "revoked",
        "MD002": "wrong_room",
        "MD003": "too_old_to_push",
        "MD004": "damaged",
        "MD005": "other_device",
        "MD006": "stats_differ",
        "53000": "hub_full",
        "53100": "hub_full",
        "53200": "hub_full",
        "53400": "hub_full",
        "53300": "busy",
        "57014": "timeout",
        "57P05": "timeout",
        "25P03": "timeout",
        "55P03": "busy",
        "40P01": "busy",
        "40001": "busy",
        "57P01": "restarting",
        "57P02": "restarting",
        "57P03": "restarting",
        "28P01": "wrong_login",
        "28000": "wrong_login",
        "3D000": "hub_too_old",
        "3F000": "hub_too_old",
        "42883": "hub_too_old",
        "42P01": "hub_too_old",
        "42703": "hub_too_old",
        "25006": "read_only",
    }
)


def failure(code: str, detail: str = "") -> SyncFailed:
    """The failure of this code; `detail` only where the sentence asks for it."""
    for kind, sentences in SENTENCES.items():
        if code in sentences:
            return kind(code, sentences[code].replace("{detail}", detail))
    raise KeyError(code)


def of_state(state: str) -> SyncFailed:
    """The failure that an SQLSTATE stands for."""
    if state in _BY_STATE:
        return failure(_BY_STATE[state])
    return failure("cut") if state.startswith("08") else failure("hub_fault", state)


def behind(hi: int, hash: bytes) -> Behind:
    """The target stands at act `hi`, whose envelope has this hash, and that is not where this station stands."""
    return Behind("behind", _BEHIND, hi, hash)
