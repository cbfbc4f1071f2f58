"""支付令申请书 of a creditor on an agreement that was not paid (民诉法 225; for wages 劳动争议调解仲裁法 16)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from reportlab.platypus import KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, signer, text_width
from reports.documents.introduced import dense, party
from reports.documents.parties import PartyBlock
from reports.documents.wording import day
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import signers
from reports.typesetting.themes import Look

TITLE = "支付令申请书"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrderApplication:
    """`sum` is what is asked for, in words and figures; `dues` the dues that were not paid, one sentence each."""

    number: str = ""
    committee: str
    court: str
    creditors: tuple[PartyBlock, ...]
    debtors: tuple[PartyBlock, ...]
    agreement_no: str
    agreed_on: date
    dispute: str
    sum: str
    dues: tuple[str, ...]
    employment: bool = False
    applied_on: date
    issued_at: datetime


def _story(paper: PaymentOrderApplication, look: Look) -> list[Flowable]:
    width, body, strong = text_width(look), look.body, look.strong

    def head(words: str) -> Paragraph:
        return Paragraph([Run(words, strong)], indent=2, space_before=4, keep_with_next=True)

    basis = "《中华人民共和国民事诉讼法》第二百二十五条"
    if paper.employment:
        basis = "《中华人民共和国劳动争议调解仲裁法》第十六条、" + basis
    names = "、".join(one.name for one in paper.debtors)
    story: list[Flowable] = list(heading(TITLE, "", look))
    for one in paper.creditors:
        story += party(replace(one, role="申请人"), look)
    for one in paper.debtors:
        story += party(replace(one, role="被申请人"), look)
    story += [
        head("请求事项："),
        *prose(f"请求你院向被申请人{names}发出支付令，督促其给付{paper.sum}。", body),
        head("事实和理由："),
        *prose(
            f"申请人与被申请人因{paper.dispute}，于{day(paper.agreed_on)}经{paper.committee}主持调解，"
            f"自愿达成人民调解协议（编号：{paper.agreement_no}）。按照协议，被申请人应当履行的下列给付义务至今没有履行：",
            body,
        ),
    ]
    for n, due in enumerate(paper.dues, 1):
        story += prose(f"{n}. {due}", body)
    story += [
        *prose("申请人与被申请人之间没有其他债务纠纷，支付令能够送达被申请人；申请人未向人民法院申请诉前保全。", body),
    ]
    story.append(
        KeepTogether(
            [
                *prose(f"根据{basis}的规定，申请人特向你院申请支付令。", body),
                line("此致", body, indent=2),
                line(paper.court, body),
                Spacer(0, body.leading / 2),
                *signers([signer(replace(one, role="申请人")) for one in paper.creditors], look.notice, width),
                Spacer(0, 4),
                line(day(paper.applied_on), body, Align.RIGHT),
                *prose("附：1. 人民调解协议书；2. 履行情况的凭证；3. 双方的身份证明。", look.notice),
            ]
        )
    )
    return story


def sample() -> PaymentOrderApplication:
    return PaymentOrderApplication(
        number="（2026）海棠人调字第002号",
        committee=samples.COMMITTEE,
        court="上海市示例区人民法院",
        creditors=(samples.PROPERTY_MANAGER,),
        debtors=(samples.OWNER,),
        agreement_no="（2026）海棠人调字第002号",
        agreed_on=date(2026, 3, 11),
        dispute="物业服务合同纠纷",
        sum="物业服务费人民币伍仟肆佰肆拾元整（¥5,440.00）",
        dues=("应于2026年3月20日前支付5,440.00元，尚欠5,440.00元，已逾期11日。",),
        applied_on=date(2026, 3, 31),
        issued_at=datetime(2026, 3, 31, 9, 30, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story, dense)
DOCUMENT = Document(kind="payment_order_application", title=TITLE, build=build, sample=sample)
