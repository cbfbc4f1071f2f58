"""The words for what the stations of a room keep about each other, and for what is done about it."""

from __future__ import annotations

from collections.abc import Mapping

KIND_WORDS: Mapping[str, str] = {
    "stations": "电脑",
    "key_wraps": "同步钥匙",
    "number_blocks": "编号段",
    "sharing": "同步规则",
    "settlements": "两边碰到的事",
}

FIELD_WORDS: Mapping[str, dict[str, str]] = {
    "stations": {
        "name": "名称",
        "no": "序号",
        "sign_key": "签名公钥",
        "box_key": "加密公钥",
        "added_on": "添加日",
        "replaces": "接替的电脑",
        "revoked_on": "停用日",
        "last_act": "采用到第几步",
    },
    "key_wraps": {"epoch": "第几把", "station_id": "给哪台电脑", "sealed": "密封的钥匙"},
    "number_blocks": {
        "station_id": "给哪台电脑",
        "series": "字号",
        "year": "年份",
        "first": "从第几号",
        "last": "到第几号",
        "given_on": "发放日",
        "ended_on": "收回日",
        "reason": "作废原因",
    },
    "sharing": {"keeper": "编号机", "statistics": "上报明文统计数"},
    "settlements": {
        "code": "事项",
        "choice": "怎样定的",
        "note": "说明",
        "settled_by": "由谁定的",
        "settled_on": "哪天定的",
    },
}

ACTS: Mapping[str, str] = {
    "settle": "定下两边的改动",
    "settle_concern": "处理两边碰到的事",
    "connect_hub": "连接街道服务器",
    "add_station": "添加电脑",
    "join_room": "加入调处室",
    "revoke_station": "停用电脑",
    "share_room": "开通同步",
    "share_statistics": "设定上报合计数",
    "room_keys": "更换同步钥匙",
    "new_identity": "电脑换了新身份",
    "dispute_snapshot": "没有采用别台电脑给的整室数据",
}
