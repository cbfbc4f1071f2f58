"""What can go wrong with a hub, each with its code and one sentence for the screen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.sync.errors import Behind, NotTrusted, Rejected, SyncFailed, Tampered, Unreachable

_LATER = "本机照常工作，改动都已存好，"
SENTENCES: Mapping[type[SyncFailed], Mapping[str, str]] = MappingProxyType(
    {
        Unreachable: {
            "no_network": f"找不到街道服务器：网络不通或者街道服务器的地址解析不了。{_LATER}网络恢复后会自动同步。",
            "refused": f"街道服务器没有在接受连接，可能正在维护。{_LATER}稍后会自动再试，久不恢复请联系街道信息员。",
            "cut": f"同步中途断线。{_LATER}稍后会从断开的地方接着同步。",
            "timeout": f"街道服务器迟迟没有答复。{_LATER}稍后会自动再试，一直这样请检查网络。",
            "captive_portal": "答复的不是街道服务器，像是上网认证页面。请先打开浏览器完成上网认证，再点“现在同步”。",
            "busy": f"街道服务器正忙。{_LATER}稍后会自动再试。",
            "restarting": f"街道服务器正在重启。{_LATER}几分钟后会自动再试。",
        },
        NotTrusted: {
            "cert_expired": "街道服务器的证书已经过期，为防冒充没有连接。请先核对本机日期，无误请街道信息员更换证书。",
            "cert_not_yet": "街道服务器的证书还没有生效，为防冒充没有连接。请先核对本机日期，无误再联系街道信息员。",
            "cert_wrong_ca": "街道服务器的证书不是本机所信任的机构签发的，可能有人冒充，没有连接。请联系街道信息员。",
            "cert_wrong_host": "街道服务器的证书写的是另一个地址，可能有人冒充，没有连接。请街道信息员核对。",
            "cert_refused": "街道服务器的证书没有通过核对，可能有人冒充，没有连接。请联系街道信息员。",
            "weak_login": "街道服务器没有按约定的方式核对登录，连接可能被人截取，没有登录。请换网络或联系街道信息员。",
            "no_tls": "街道服务器不支持加密连接，为防窃听没有连接。请街道信息员为街道服务器启用 TLS。",
        },
        Rejected: {
            "revoked": "本机已被停用，街道服务器不再收发。未同步的改动仍在本机，请联系街道信息员或调处室管理员。",
            "wrong_login": "街道服务器不认本机的登录名或密码。请向街道信息员要一份新的服务器接入文件。",
            "wrong_room": "这份服务器接入文件不是本调处室的。请向街道信息员要本室的接入文件。",
            "other_device": "本机的编号在街道服务器属于另一个登录名。请街道信息员核对接入文件有没有发错。",
            "hub_full": "街道服务器的存储空间已满，暂时收不下。改动都在本机，请通知街道信息员扩容，之后会自动补传。",
            "hub_too_old": "街道服务器版本太旧，或者还没有装好。请街道信息员在上面运行 mediation-desk hub provision。",
            "hub_too_new": "街道服务器已升级，本机的程序太旧。请先升级本机程序，改动都在本机，升级后会自动补传。",
            "too_old_to_push": "本机的程序太旧，街道服务器只让下载、不收上传。请升级本机程序，之后会自动补传。",
            "stats_differ": "这个月的这一版汇总已经上报过，内容不同。请以新的版本号重新上报。",
            "snapshot_incomplete": "街道服务器缺少整室数据的一部分，没有采用。本机数据不受影响，下次同步会自动重传。",
            "read_only": "街道服务器现在只能读取。请通知街道信息员，改动都在本机，之后会自动补传。",
            "hub_fault": "街道服务器出了故障，这次没有同步。请把代码 {detail} 告诉街道信息员，改动都在本机。",
        },
        Tampered: {
            "damaged": "收发的数据与校验值不符，没有采用。请稍后再试；再次出现请联系街道信息员。",
            "broken_order": "街道服务器的记录次序对不上，可能被改动过，没有采用。请联系街道信息员，本机数据不受影响。",
        },
    }
)

_BEHIND = "街道服务器里本机的改动与本机对不上：本机是从备份恢复的，或是复制出来的。程序会换一个编号接着同步，改动都在。"

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
        "MD007": "snapshot_incomplete",
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
