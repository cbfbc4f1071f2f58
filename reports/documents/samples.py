"""Invented people for the samples: region 999999 is unassigned, so are telephone numbers that begin with 120."""

from __future__ import annotations

from datetime import date, timedelta, timezone

from reports.documents.parties import Agent, Group, Organisation, PartyBlock, Person

SHANGHAI = timezone(timedelta(hours=8))

COMMITTEE = "上海市示例区海棠街道人民调解委员会"
ROOM = "海棠创谷联合纠纷调处室"

PROPERTY_MANAGER = PartyBlock(
    role="申请人",
    who=Organisation(
        name="上海恒禾物业服务有限公司",
        code="91999999MAFAKE027A",
        address="上海市示例区海棠路888弄物业中心",
        representative="贺志安",
        representative_title="总经理",
        phone="12000000040",
    ),
    agents=(
        Agent(
            name="毛晓琳",
            id_number="999999199002172041",
            employer="上海恒禾物业服务有限公司",
            phone="12000000041",
            authority="特别授权：代为承认、放弃、变更请求，进行和解，签订调解协议",
        ),
    ),
)

OWNER = PartyBlock(
    role="被申请人",
    who=Person(
        name="沈佩文",
        sex="女",
        ethnicity="汉族",
        age=42,
        born_on=date(1983, 11, 5),
        id_number="99999919831105102X",
        occupation="公司职员",
        employer="某设计公司",
        address="上海市示例区海棠路888弄6号302室",
        phone="12000000039",
    ),
)

EMPLOYER = PartyBlock(
    role="被申请人",
    who=Organisation(
        name="上海澜图云科信息技术有限公司",
        code="91999999MAFAKE019F",
        address="上海市示例区海棠路999号海棠创谷3号楼502室",
        representative="郭凌霄",
        representative_title="执行董事",
        phone="12000000001",
    ),
)

WORKERS = PartyBlock(
    role="申请人",
    who=Group(
        name="赵明远等34名职工",
        count=34,
        representatives=tuple(Person(name=name) for name in ("赵明远", "钱思齐", "孙雨桐", "李子昂", "周佳怡")),
        note="姓名、身份证号码、各期金额及签名见附表",
    ),
)

WORKER_NAMES = (
    *("赵明远", "钱思齐", "孙雨桐", "李子昂", "周佳怡", "吴文博", "郑晓彤", "王志强", "陈俊杰"),
    *("褚梦瑶", "卫浩然", "蒋雪晴", "沈立群", "韩丽娜", "杨永康", "朱春晖", "秦婉清", "尤国栋"),
    *("许欣悦", "吕慧敏", "施景行", "张若溪", "孔祥瑞", "曹𬭎", "严㛃", "华䶮", "金子墨"),
    *("魏𠅤", "陶思源", "姜𫟼", "戚语嫣", "谢承泽", "邹𪨶", "喻知夏"),
)
