"""司法确认申请书: both sides ask the court together to confirm their agreement (人民调解法 33, 民诉法 205)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from reportlab.platypus import KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, signer, text_width
from reports.documents.introduced import dense, party
from reports.documents.parties import PartyBlock, Person
from reports.documents.wording import day
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import signers
from reports.typesetting.themes import Look

TITLE = "司法确认申请书"
PLEDGE = (
    "申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；"
    "如果因为该协议内容而给他人造成损害的，愿意承担相应的民事责任和其他法律责任。"
)
ENCLOSED = (
    "人民调解协议书",
    "调解组织主持调解的证明",
    "双方的身份、住所、联系方式证明",
    "与协议有关的财产权利证明等材料",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationApplication:
    """Persons and organisations alike; both sides are 申请人. `facts` says the dispute, `terms` what was agreed."""

    number: str = ""
    committee: str
    court: str
    applicants: tuple[PartyBlock, ...]
    agreement_no: str
    agreed_on: date
    dispute: str
    facts: str
    terms: tuple[str, ...]
    enclosed: tuple[str, ...] = ENCLOSED
    applied_on: date
    issued_at: datetime


def _story(paper: ConfirmationApplication, look: Look) -> list[Flowable]:
    width, body, strong = text_width(look), look.body, look.strong

    def head(words: str) -> Paragraph:
        return Paragraph([Run(words, strong)], indent=2, space_before=4, keep_with_next=True)

    story: list[Flowable] = list(heading(TITLE, "", look))
    for applicant in paper.applicants:
        story += party(replace(applicant, role="申请人"), look)
    story += [
        head("请求事项："),
        *prose(
            f"确认申请人之间于{day(paper.agreed_on)}经{paper.committee}主持调解达成的人民调解协议"
            f"（编号：{paper.agreement_no}）有效。",
            body,
        ),
        head("事实和理由："),
        *prose(f"申请人因{paper.dispute}，经{paper.committee}调解，于{day(paper.agreed_on)}自愿达成调解协议。", body),
        *prose(paper.facts, body),
        *prose("协议内容如下：", body),
    ]
    for n, term in enumerate(paper.terms, 1):
        story += prose(f"{n}. {term}", body)
    story += [
        *prose(
            "根据《中华人民共和国人民调解法》第三十三条、《中华人民共和国民事诉讼法》第二百零五条的规定，"
            "双方自调解协议生效之日起三十日内，共同向你院申请司法确认。",
            body,
        ),
    ]
    story.append(
        KeepTogether(
            [
                *prose(PLEDGE, body, lead=Run("责任承诺：", strong)),
                line("此致", body, indent=2),
                line(paper.court, body),
                Spacer(0, body.leading / 2),
                *signers([signer(replace(one, role="申请人")) for one in paper.applicants], look.notice, width),
                Spacer(0, 4),
                line(day(paper.applied_on), body, Align.RIGHT),
                *prose(
                    "附：" + "；".join(f"{n}. {word}" for n, word in enumerate(paper.enclosed, 1)) + "。", look.notice
                ),
            ]
        )
    )
    return story


def sample() -> ConfirmationApplication:
    """A person and an organisation."""
    return ConfirmationApplication(
        number="（2026）海棠人调字第002号",
        committee=samples.COMMITTEE,
        court="上海市示例区人民法院",
        applicants=(samples.PROPERTY_MANAGER, samples.OWNER),
        agreement_no="（2026）海棠人调字第002号",
        agreed_on=date(2026, 3, 11),
        dispute="物业服务合同纠纷",
        facts="沈佩文自2024年3月起未交纳物业服务费，截至2026年2月共计8,640元；其主张卫生间渗漏多次报修未获处理。",
        terms=(
            "沈佩文于2026年3月20日前支付物业服务费人民币伍仟肆佰肆拾元整（¥5,440.00），其余3,200元自愿免除。",
            "上海恒禾物业服务有限公司于2026年3月26日前完成卫生间渗漏维修，由沈佩文签字验收。",
        ),
        applied_on=date(2026, 3, 16),
        issued_at=datetime(2026, 3, 16, 9, 30, tzinfo=samples.SHANGHAI),
    )


def sample_of_persons() -> ConfirmationApplication:
    """Two persons."""
    lender = PartyBlock(
        role="申请人",
        who=Person(
            name="苗晓东",
            sex="男",
            ethnicity="汉族",
            age=44,
            born_on=date(1982, 5, 6),
            id_number="999999198205061013",
            address="上海市示例区海棠路666弄3号101室",
            phone="12000000061",
        ),
    )
    return replace(
        sample(),
        number="（2026）海棠人调字第021号",
        applicants=(lender, samples.OWNER),
        agreement_no="（2026）海棠人调字第021号",
        agreed_on=date(2026, 9, 2),
        dispute="民间借贷纠纷",
        facts="沈佩文于2025年6月向苗晓东借款12,000元，约定半年归还，到期未还。",
        terms=("沈佩文分四期归还借款人民币壹万贰仟元整（¥12,000.00），自2026年9月起每月5日前各付3,000元。",),
        applied_on=date(2026, 9, 8),
    )


build = builder(TITLE, _story, dense)
DOCUMENT = Document(kind="confirmation_application", title=TITLE, build=build, sample=sample)
