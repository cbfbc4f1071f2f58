"""人民调解协议书."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from reportlab.platypus import KeepTogether, PageBreak, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.annex import Annex, Column, Kind, table
from reports.documents.document import Document, builder, heading, signer, text_width
from reports.documents.introduced import introduced
from reports.documents.parties import Group, PartyBlock
from reports.documents.wording import agent_lines, day, numeral, party_lines
from reports.typesetting.paragraph import Paragraph, Run
from reports.typesetting.prose import prose
from reports.typesetting.signatures import Signer, closing, signers
from reports.typesetting.themes import Look

TITLE = "人民调解协议书"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the agreement says. `terms` come without their numbers; a line break in a term starts a paragraph.

    The law gives each party one copy and the committee one (人民调解法 29); `extra_copies` names who else gets one,
    for instance the court that is asked to confirm it.
    """

    number: str
    committee: str
    parties: tuple[PartyBlock, ...]
    facts: str  # 纠纷主要事实、争议事项
    liability: str = ""  # 责任
    terms: tuple[str, ...]
    performance: str = ""  # 履行方式、时限, when the terms do not say it
    place: str = ""
    extra_copies: tuple[str, ...] = ()
    mediators: tuple[str, ...]
    recorder: str
    signed_on: date
    annex: Annex | None = None
    issued_at: datetime

    @property
    def copies(self) -> int:
        return sum(party.heads for party in self.parties) + 1 + len(self.extra_copies)


def _story(paper: Agreement, look: Look) -> list[Flowable]:
    width = text_width(look)
    body, strong = look.body, look.strong

    def said(name: str, text: str) -> list[Paragraph]:
        return prose(text, body, lead=Run(f"{name}：", strong))

    story: list[Flowable] = list(heading(TITLE, paper.number, look))
    for party in paper.parties:
        story += introduced(party.role, party_lines(party), look)
        for agent in party.agents:
            story += introduced(agent.kind, agent_lines(agent), look)
    story.append(Spacer(0, body.leading / 4))
    story += said("纠纷主要事实、争议事项", paper.facts)
    if paper.liability:
        story += said("责任", paper.liability)
    story.append(Paragraph([Run("经调解，自愿达成如下协议：", strong)], indent=2, keep_with_next=True))
    for number, term in enumerate(paper.terms, 1):
        story += prose(f"{numeral(number)}、{term}", body)
    if paper.performance:
        story += said("履行方式、时限", paper.performance)
    officers = [Signer(role="人民调解员", name=name) for name in paper.mediators]
    officers.append(Signer(role="记录人", name=paper.recorder))
    story.append(
        KeepTogether(
            [
                *prose(_copies(paper), body),
                Spacer(0, body.leading / 2),
                *signers([_party_signs(party, paper) for party in paper.parties], look.notice, width),
                *signers(officers, look.notice, width, columns=3 if len(officers) > 2 else 2),
                closing(paper.committee, day(paper.signed_on), body, width, last=True),
            ]
        )
    )
    if paper.annex:
        story += [PageBreak(), *table(paper.annex, look, width)]
    return story


def _copies(paper: Agreement) -> str:
    others = "".join(f"，{name}一份" for name in paper.extra_copies)
    return f"本协议一式{paper.copies}份，当事人、人民调解委员会各持一份{others}。"


def _party_signs(party: PartyBlock, paper: Agreement) -> Signer:
    in_annex = paper.annex and any(column.kind is Kind.SIGNATURE for column in paper.annex.columns)
    if isinstance(party.who, Group) and in_annex:
        return replace(signer(party), how="各人签名、按指印见附表")
    return signer(party)


def sample() -> Agreement:
    """A house and its owner: two leaves at most."""
    return Agreement(
        number="（2026）海棠人调字第002号",
        committee=samples.COMMITTEE,
        parties=(samples.PROPERTY_MANAGER, samples.OWNER),
        facts="被申请人系海棠路888弄6号302室业主，自2024年3月起未交纳物业服务费，截至2026年2月共24个月，每月360元，"
        "合计8,640元。被申请人主张卫生间顶部自2024年1月起渗漏，多次报修未获处理；"
        "申请人承认协调维修不力，但认为不构成拒交物业费的理由。双方就应付金额与维修责任发生争议。",
        liability="申请人维修、养护不及时，被申请人应当依约支付物业服务费。",
        terms=(
            "被申请人于2026年3月20日前，以银行转账方式向申请人支付物业服务费人民币伍仟肆佰肆拾元整（¥5,440.00）；"
            "其余3,200元申请人自愿免除，抵作渗漏损失补偿。\n"
            "收款户名：上海恒禾物业服务有限公司；开户行：示例银行海棠支行；账号：6200 0000 0000 0000 040。",
            "申请人于2026年3月26日前完成卫生间渗漏维修，以连续48小时闭水试验无渗漏为合格，由被申请人签字验收。",
            "双方就2026年2月28日以前的物业服务费及渗漏损失再无其他争议。",
        ),
        performance="按前述约定的时间与方式履行；逾期未付的，申请人可以就未付款项依法申请强制执行（经司法确认后）"
        "或者提起诉讼。",
        mediators=("周慧兰",),
        recorder="苏晓",
        signed_on=date(2026, 3, 11),
        issued_at=datetime(2026, 3, 11, 15, 45, tzinfo=samples.SHANGHAI),
    )


def sample_of_wages() -> Agreement:
    """Many workers and one employer, each worker's instalments and signature in the annex."""
    owed = [1_720_000 + 9_731 * (at * 7 % 34) for at in range(len(samples.WORKER_NAMES))]
    parts = [_thirds(fen) for fen in owed]
    rows = tuple(
        (str(at), name, f"9999991990010110{at:02d}", *map(_yuan, three), _yuan(fen), "")
        for at, (name, three, fen) in enumerate(zip(samples.WORKER_NAMES, parts, owed, strict=True), 1)
    )
    sums = [sum(three[k] for three in parts) for k in range(3)]
    return Agreement(
        number="（2026）海棠人调字第001号",
        committee=samples.COMMITTEE,
        parties=(samples.WORKERS, samples.EMPLOYER),
        facts="申请人均为被申请人职工。被申请人因资金链断裂，自2026年6月起未支付工资，截至2026年7月31日，"
        "共拖欠34名申请人2026年6月、7月工资。双方就支付期限与方式发生争议。",
        liability="被申请人承担全部支付责任。",
        terms=(
            f"被申请人确认拖欠34名申请人2026年6月、7月工资共计¥{_yuan(sum(owed))}，每人金额见附表。",
            f"被申请人于2026年8月28日前支付¥{_yuan(sums[0])}，于2026年9月30日前支付¥{_yuan(sums[1])}，"
            f"于2026年10月30日前支付¥{_yuan(sums[2])}，均以银行转账方式转入申请人本人工资卡。",
            "被申请人任何一期逾期超过五日的，全部未付款项视为到期。",
            "双方于本协议生效之日起十五日内共同向上海市示例区劳动人事争议仲裁委员会申请仲裁审查。",
        ),
        extra_copies=("上海市示例区劳动人事争议仲裁委员会",),
        mediators=("周慧兰", "严伯年"),
        recorder="苏晓",
        signed_on=date(2026, 8, 14),
        annex=Annex(
            title="职工工资分期支付明细表",
            columns=(
                Column(heading="序号", kind=Kind.CENTRED),
                Column(heading="姓名", kind=Kind.CENTRED),
                Column(heading="身份证号码", kind=Kind.CENTRED),
                Column(heading="第一期（元）", kind=Kind.MONEY),
                Column(heading="第二期（元）", kind=Kind.MONEY),
                Column(heading="第三期（元）", kind=Kind.MONEY),
                Column(heading="合计（元）", kind=Kind.MONEY),
                Column(heading="签名、按指印", kind=Kind.SIGNATURE),
            ),
            rows=rows,
            totals=("", "合计", "", *map(_yuan, sums), _yuan(sum(owed)), ""),
            note="第一期2026年8月28日前、第二期2026年9月30日前、第三期2026年10月30日前支付。",
        ),
        issued_at=datetime(2026, 8, 14, 18, 30, tzinfo=samples.SHANGHAI),
    )


def _thirds(fen: int) -> tuple[int, int, int]:
    """40, 30 and 30 per cent, the odd fen in the last."""
    first, second = fen * 40 // 100, fen * 30 // 100
    return first, second, fen - first - second


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


build = builder(TITLE, _story)
DOCUMENT = Document(kind="agreement", title=TITLE, build=build, sample=sample)
