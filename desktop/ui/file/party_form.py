"""The form of one person in a file, by kind: what is asked, how it is shown, how it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.domain.people import Agent, Party, Person, PersonKind
from desktop.domain.typed import uscc_valid
from desktop.ui.file.party_fields import CARD, AlsoLink, BirthField, PaperField, ServiceAddress, SignedOn
from desktop.ui.host import Host
from desktop.ui.kit.choices import Checks, Choice, Option, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import CodeField, Field, TextField
from desktop.ui.kit.forms import Ask, Form, Line, Rule
from desktop.ui.kit.masks import PhoneField
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

PAPERS = (CARD, "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证", "其他证件")
FLAGS = (
    ("minor", "未成年"),
    ("limited_capacity", "行为能力受限"),
    ("interpreter", "需翻译"),
    ("foreign", "港澳台或外籍"),
)
AGENT_TYPES = ("委托代理人", "法定代理人", "指定代理人")
AUTHORITIES = ("一般代理", "特别授权:代为承认、放弃、变更请求,进行和解,签订调解协议")
PERSON_FIELDS = frozenset(
    {
        "name",
        "sex",
        "ethnicity",
        "birth_date",
        "id_type",
        "id_number",
        "occupation",
        "employer",
        "address",
        "phone",
        "uscc",
        "legal_representative",
        "legal_representative_title",
    }
)


class CreditCode(CodeField):
    """统一社会信用代码: doubted in words when its check character does not fit."""

    def __init__(self) -> None:
        super().__init__(width=200, most=18, upper=True)

    def show_remark(self) -> None:
        code = self.value()
        if not code or (len(code) < 18 and self.line.hasFocus()):
            self.remark.say(f"{len(code)} 位" if code else "")
        elif uscc_valid(code):
            self.remark.say("校验位正确", Tone.GREEN, Shape.TICK)
        else:
            self.remark.say("与代码规则不符,请核对执照", Tone.AMBER, Shape.DIAMOND)

    def settle(self) -> None:
        if not self.sentence():
            self.show_remark()


class PartyForm(Form):
    """Natural persons, legal persons and others; with an agent's authority when it is an agent's."""

    def __init__(self, host: Host, kind: PersonKind, *, agent: bool) -> None:
        self.kind, self.agent = kind, agent
        self._host = host
        rows = self._natural() if kind is PersonKind.NATURAL else self._company()
        if agent:
            rows += self._authority()
        super().__init__(rows)
        self.also: AlsoLink = self.field("also")
        if kind is PersonKind.NATURAL:
            self.changed.connect(self._follow_number)

    def follow(self) -> None:
        """What the number says goes into birthday and age; consent is wanted where there is a number."""
        if self.kind is not PersonKind.NATURAL:
            return
        number: PaperField = self.field("id_number")
        abroad = not self.agent and "foreign" in self.field("flags").value()
        self._show_row("id_type", shown=abroad or self.field("id_type").value() != CARD)
        number.be_card((self.field("id_type").value() or CARD) == CARD)
        self.field("birth_date").derive(number.birth())
        if not self.agent:
            self.field("consent_signed_on").want(bool(number.value()))

    def _show_row(self, name: str, *, shown: bool) -> None:
        """A question that few need: its whole row comes and goes."""
        field: Field = self.field(name)
        field.setVisible(shown)
        row = field.parentWidget()
        if row is not None:
            row.setVisible(shown)

    def _follow_number(self, name: str) -> None:
        if name in {"id_number", "id_type", "flags"}:
            self.follow()
            number: PaperField = self.field("id_number")
            if number.sex() and not self.field("sex").value():
                self.field("sex").set_value(number.sex())

    def _natural(self) -> list[Ask | Line | Rule]:
        today = self._host.desk.today
        groups = self._host.desk.handbook.ethnic_groups
        rows: list[Ask | Line | Rule] = [
            Line(
                Ask("name", "姓名", lambda: TextField(name=True), needed=True),
                Ask("sex", "性别", lambda: Choice(options((s, s) for s in ("男", "女")), width=84)),
                Ask("ethnicity", "民族", lambda: Choice(options((g, g) for g in groups), width=104)),
            ),
            Ask("id_number", "身份证号", lambda: PaperField(today)),
            Ask("birth_date", "出生日期", lambda: BirthField(today)),
            Ask("id_type", "证件种类", lambda: Choice(options((p, p) for p in PAPERS), blank=None)),
            Line(Ask("phone", "联系电话", PhoneField), Ask("also", "", AlsoLink)),
            Line(
                Ask("occupation", "职业", lambda: TextField(width=None)),
                Ask("employer", "单位", lambda: TextField(width=None)),
            ),
            Ask("address", "住址", lambda: TextField(width=None)),
        ]
        if not self.agent:
            rows += [
                Ask("service_address", "送达地址", lambda: ServiceAddress(self._home)),
                Ask(
                    "consent_signed_on",
                    "个人信息",
                    lambda: SignedOn("已单独同意处理证件号码", today, "同意书未签,打印告知书时一并签"),
                ),
                Ask("flags", "特别情况", lambda: Checks([Option(key, words) for key, words in FLAGS])),
            ]
        return rows

    def _company(self) -> list[Ask | Line | Rule]:
        legal = self.kind is PersonKind.LEGAL
        rows: list[Ask | Line | Rule] = [
            Ask("name", "名称", lambda: TextField(width=None, name=True), needed=True),
            Ask("uscc", "信用代码", CreditCode),
            Line(
                Ask("legal_representative", "法定代表" if legal else "负责人", lambda: TextField(name=True)),
                Ask("legal_representative_title", "职务", lambda: TextField(width=None)),
            ),
            Line(Ask("phone", "联系电话", PhoneField), Ask("also", "", AlsoLink)),
            Ask("address", "住所", lambda: TextField(width=None)),
        ]
        if not self.agent:
            rows.append(Ask("service_address", "送达地址", lambda: ServiceAddress(self._home)))
        return rows

    def _authority(self) -> list[Ask | Line | Rule]:
        today = self._host.desk.today
        return [
            Rule(),
            Ask("agent_type", "代理", lambda: Choice(options((t, t) for t in AGENT_TYPES), blank=None)),
            Ask("authority", "权限", lambda: TextField(width=None, example=AUTHORITIES[1])),
            Line(
                Ask("authority_doc_date", "委托日", lambda: DateField(today)),
                Ask("authority_until", "至", lambda: DateField(today)),
            ),
        ]

    def _home(self) -> str:
        return str(self.field("address").value())


def values_of(person: Person | None, part: Party | Agent | None) -> dict[str, Any]:
    """What the form shows; the defaults of somebody new."""
    blank = {name: None if name == "birth_date" else "" for name in PERSON_FIELDS}
    found: dict[str, Any] = {name: getattr(person, name) for name in PERSON_FIELDS} if person else blank
    found["id_type"] = found["id_type"] or CARD
    for name in ("sex", "ethnicity"):
        found[name] = found[name] or None
    if isinstance(part, Agent):
        found |= {
            "agent_type": part.agent_type,
            "authority": part.authority,
            "authority_doc_date": part.authority_doc_date,
            "authority_until": part.authority_until,
        }
    else:
        found |= {
            "service_address": part.service_address if part else "",
            "consent_signed_on": part.consent_signed_on if part else None,
            "flags": frozenset(key for key, _ in FLAGS if part and getattr(part, key)),
        }
    return found


def changed_person(person: Person, changed: Mapping[str, Any]) -> Person:
    made = {name: value for name, value in changed.items() if name in PERSON_FIELDS}
    for name in ("sex", "ethnicity", "id_type"):
        if name in made:
            made[name] = made[name] or ""
    if made.get("id_number") and not person.id_type and "id_type" not in made:
        made["id_type"] = CARD
    return replace(person, **made)


def changed_party(party: Party, changed: Mapping[str, Any]) -> Party:
    made = {name: changed[name] for name in ("service_address", "consent_signed_on") if name in changed}
    if "flags" in changed:
        made |= {key: key in changed["flags"] for key, _ in FLAGS}
    return replace(party, **made)


def changed_agent(agent: Agent, changed: Mapping[str, Any]) -> Agent:
    names = ("agent_type", "authority", "authority_doc_date", "authority_until")
    return replace(agent, **{name: changed[name] for name in names if name in changed})
