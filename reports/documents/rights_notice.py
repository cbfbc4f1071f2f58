"""人民调解当事人权利义务告知书."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from reportlab.platypus import Indenter, KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from reports.documents import samples
from reports.documents.document import Document, builder, heading, text_width
from reports.documents.wording import day, numeral
from reports.typesetting.choices import Choices
from reports.typesetting.paragraph import Paragraph, Run
from reports.typesetting.prose import line, prose
from reports.typesetting.signatures import Signer, closing, signers
from reports.typesetting.themes import Look

TITLE = "人民调解当事人权利义务告知书"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsNotice:
    """The notice to one party or to several who sign on one sheet. `parties` are the names that sign.

    `mediators` are those offered to the parties, who may choose others (人民调解法 19, 23). `contact` is where a
    party asks about the personal data it gives (个人信息保护法 17): an address, a telephone number, or both.
    """

    number: str = ""
    committee: str
    parties: tuple[str, ...]
    dispute: str = ""  # 纠纷名称
    mediators: tuple[str, ...] = ()
    court: str = ""  # the court that may confirm an agreement
    contact: str = ""
    given_on: date
    issued_at: datetime


def _story(paper: RightsNotice, look: Look) -> list[Flowable]:
    width = text_width(look)
    body = look.notice
    names = "、".join(paper.parties)
    about = f"就{paper.dispute}，" if paper.dispute else ""
    story: list[Flowable] = [
        *heading(TITLE, paper.number, look),
        line(f"{names}：", body),
        *prose(f"{about}现将人民调解的有关事项和你方的权利、义务告知如下：", body),
    ]
    for number, (title, articles) in enumerate(_sections(paper), 1):
        words = Run(f"{numeral(number)}、{title}", replace(look.label, size=body.size, leading=body.leading))
        story.append(Paragraph([words], indent=2, space_before=3, keep_with_next=True))
        story += [paragraph for article in articles for paragraph in prose(article, body)]
    consent = Choices(["同意", "不同意"], [], body)
    story.append(
        KeepTogether(
            [
                *prose("本人对上述第七项第二款所列敏感个人信息的处理（请在方框内自行勾选）：", body, space_before=4),
                Indenter(left=2 * body.size),
                consent,
                Indenter(left=-2 * body.size),
            ]
        )
    )
    people = [Signer(role="被告知人", name=name, how="签名、盖章或按指印") for name in paper.parties]
    story.append(
        KeepTogether(
            [
                *prose("以上内容本人已阅知。", body, space_before=4),
                Spacer(0, 4),
                *signers(people, body, width),
                closing(paper.committee, day(paper.given_on), body, width),
            ]
        )
    )
    return story


def _sections(paper: RightsNotice) -> list[tuple[str, tuple[str, ...]]]:
    """Articles in brackets are of 人民调解法 (2010) unless another law is named."""
    court = paper.court or "有管辖权的人民法院"
    mediators = "、".join(paper.mediators)
    chosen = f"本次拟由{mediators}担任人民调解员，你方可以接受，也可以另行选择。" if mediators else ""
    contact = f"联系方式：{paper.contact}。" if paper.contact else ""
    return [
        (
            "人民调解的性质与费用",
            (
                "人民调解委员会是依法设立的调解民间纠纷的群众性组织（第七条）。"
                "人民调解委员会调解民间纠纷，不收取任何费用（第四条）。",
            ),
        ),
        (
            "人民调解的原则",
            (
                "在当事人自愿、平等的基础上进行调解；不违背法律、法规和国家政策；尊重当事人的权利，"
                "不得因调解而阻止当事人依法通过仲裁、行政、司法等途径维护自己的权利（第三条）。",
            ),
        ),
        (
            "你方享有的权利（第二十三条）",
            (
                f"（一）选择或者接受人民调解员。{chosen}",
                "（二）接受调解、拒绝调解或者要求终止调解。",
                "（三）要求调解公开进行或者不公开进行。",
                "（四）自主表达意愿、自愿达成调解协议。",
            ),
        ),
        (
            "你方应当履行的义务（第二十四条）",
            (
                "（一）如实陈述纠纷事实。",
                "（二）遵守调解现场秩序，尊重人民调解员。",
                "（三）尊重对方当事人行使权利。",
            ),
        ),
        (
            "调解协议的效力",
            (
                "经人民调解委员会调解达成的调解协议，具有法律约束力，当事人应当按照约定履行（第三十一条）。"
                "就协议的履行或者内容发生争议的，一方当事人可以向人民法院提起诉讼（第三十二条）。",
                f"双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向{court}申请司法确认；"
                "经确认有效，一方拒绝履行或者未全部履行的，对方可以向人民法院申请强制执行（第三十三条）。",
            ),
        ),
        (
            "其他救济途径与调解员的纪律",
            (
                "你方可以不接受调解，也可以随时要求终止调解；调解不成的，"
                "可以依法通过仲裁、行政、司法等途径维护自己的权利（第二十六条）。",
                "人民调解员不得偏袒一方当事人、侮辱当事人、索取或者收受财物、"
                "泄露当事人的个人隐私和商业秘密（第十五条）；有上述情形的，你方可以向本委员会反映。",
            ),
        ),
        (
            "个人信息的处理（个人信息保护法）",
            (
                f"{paper.committee}为调解本纠纷、制作文书、立卷归档和依法统计，处理你方提供的姓名、性别、民族、"
                "出生日期、住址、联系方式、职业和与纠纷有关的材料，保存期限依档案管理规定。"
                f"你方可以依法查阅、复制、更正、补充本人信息。{contact}",
                "身份证件号码以及纠纷材料中涉及的医疗健康、金融账户等属于敏感个人信息，"
                "仅为核对身份、制作和履行调解协议所必需而处理，须取得你方单独同意（第二十八条至第三十条）；"
                "不同意的，不影响你方依法通过其他途径维护权利，但可能无法制作具备完整身份信息的调解协议书。",
            ),
        ),
    ]


def sample() -> RightsNotice:
    return RightsNotice(
        number="（2026）海棠人调字第002号",
        committee=samples.COMMITTEE,
        parties=("沈佩文",),
        dispute="上海恒禾物业服务有限公司与沈佩文物业服务合同纠纷",
        mediators=("周慧兰",),
        court="上海市示例区人民法院",
        contact="上海市示例区海棠路999号海棠创谷1号楼1层",
        given_on=date(2026, 3, 4),
        issued_at=datetime(2026, 3, 4, 9, 50, tzinfo=samples.SHANGHAI),
    )


build = builder(TITLE, _story)
DOCUMENT = Document(kind="rights_notice", title=TITLE, build=build, sample=sample)
