"""The fields of a file itself: its numbers, its kind, where it came from, the order that brought it, its acceptance."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from desktop.commands.ledgers.field import YES_NO, Field, Group, Look, Personal, Raw, moment, named, yes
from desktop.domain.disputes import Intake, WorkOrder
from desktop.domain.next_steps import POLICE
from desktop.domain.records import Direction, Referral
from desktop.domain.tracks import KINDS
from resources import rules as cupboard

FILE, ORDER, ALARM, INTAKE = Group("案件"), Group("工单"), Group("移送"), Group("登记受理")
INTAKES = {
    Intake.RECEIVED: "待决定",
    Intake.ACCEPTED: "已受理",
    Intake.REFUSED: "不予受理",
    Intake.REFERRED: "已转介",
}
FORMS = {"written": "书面", "oral": "口头", "online": "网上"}


def _order(read: Callable[[WorkOrder], Raw]) -> Callable[[Look], Raw]:
    """Asked of the first order of a file: the one that brought it."""
    return lambda look: read(look.file.work_orders[0]) if look.file.work_orders else None


def handed_in(look: Look) -> Referral | None:
    """The hand-off by which the matter came."""
    return next((r for r in look.file.referrals if r.direction is Direction.IN), None)


def _came(read: Callable[[Referral], Raw]) -> Callable[[Look], Raw]:
    def asked(look: Look) -> Raw:
        found = handed_in(look)
        return read(found) if found else None

    return asked


def category_code(look: Look) -> str:
    """The official category, by which the statistics count it."""
    return look.handbook.catalogue.category(look.dispute)


def source_code(look: Look) -> str:
    return look.handbook.catalogue.source(look.dispute)


def _category(look: Look) -> str:
    return look.handbook.category(category_code(look)).label


def _category_2010(look: Look) -> str:
    """The category of the list of 2010; today's own word where that list had the same."""
    known: dict[str, str] = cupboard.load("ledgers")["categories_2010"]
    code = category_code(look)
    return known.get(code) or look.handbook.category(code).label


def _sources() -> dict[str, str]:
    return {row["code"]: row["label"] for row in cupboard.load("sources")["official"]}


def _sender(look: Look) -> str:
    """Who sent it: as the file says, else the organ that handed it over."""
    came = handed_in(look)
    return look.dispute.department or (came.to if came else "")


def _handed_by(look: Look) -> Raw:
    """Who handed it over, by the hand-off itself first."""
    came = handed_in(look)
    return came.to if came else look.dispute.department


def _handed_on(look: Look) -> Raw:
    """The day on which it was signed for; without a hand-off that of its registration, if somebody sent it."""
    came = handed_in(look)
    if came:
        return came.on
    return look.dispute.received_at.date() if source_code(look).startswith("referral") else None


def _accepted_on(look: Look) -> Raw:
    return look.dispute.decided_on if look.dispute.intake is Intake.ACCEPTED else None


def _alarm(look: Look) -> str:
    """接警单编号; only of what the police sent."""
    came = handed_in(look)
    police = look.dispute.source in POLICE or (came is not None and came.organ == "police_station")
    return (look.dispute.department_ref or (came.doc if came else "")) if police else ""


def _order_no(look: Look) -> str:
    orders = look.file.work_orders
    return orders[0].order_no if orders and orders[0].order_no else look.dispute.department_ref


def member(look: Look, id: UUID | None) -> str:
    """The name of one of the team."""
    found = look.file.team.get(id) if id else None
    return found.name if found else ""


def _reasons(look: Look) -> str:
    return "\uff1b".join(str(r.get("text", "")) for r in look.dispute.refusal_reasons if r.get("text"))


def _application(look: Look) -> str:
    form = look.dispute.application_form
    return FORMS.get(form, form)


def _facts(look: Look) -> str:
    """纠纷简要情况; what came straight to an oral agreement has its facts there."""
    agreement = look.file.agreement
    return look.dispute.facts or (agreement.facts if agreement else "")


def _references(look: Look) -> str:
    """诉前调号 and the like: the references of what a court or an organ runs on this file."""
    return "、".join(f"{KINDS[t.kind].title} {t.ref}" for t in look.file.tracks if t.ref and t.kind in KINDS)


def fields() -> tuple[Field, ...]:
    kinds, finer, sources = cupboard.rows("categories"), cupboard.rows("sources"), _sources()
    official = [code for code in sources if code != "referral"]  # a subtotal of the table
    return (
        FILE.count("row", "序号", lambda k: k.no),
        FILE.number("number", "案号", 10, lambda k: k.dispute.number),
        FILE.number("case_no", "正式案号", 11, lambda k: k.dispute.case_no),
        FILE.number("temp_no", "登记号", 8, lambda k: k.dispute.temp_no),
        FILE.text("title", "纠纷名称", 18, lambda k: k.dispute.title, Personal.STORY),
        FILE.text("category", "纠纷类型", 6, _category, values=[c["label"] for c in kinds]),
        FILE.text(
            "category_short",
            "纠纷类型简称",
            5,
            lambda k: k.handbook.category(category_code(k)).short,
            values=[c["short"] for c in kinds],
        ),
        FILE.text("category_code", "纠纷类型代码", 8, category_code, values=[c["code"] for c in kinds]),
        FILE.text("category_own", "登记时的类型", 6, lambda k: k.dispute.category_label or _category(k)),
        FILE.text("category_2010", "纠纷类型(2010年表)", 6, _category_2010),
        FILE.text(
            "source_official",
            "案件来源(统计口径)",
            7,
            lambda k: sources[source_code(k)],
            values=[sources[code] for code in official],
        ),
        FILE.text("source_code", "案件来源代码", 7, source_code, values=official),
        FILE.text(
            "source",
            "案件来源",
            6,
            lambda k: k.handbook.source(k.dispute.source).label,
            values=[s["label"] for s in finer],
        ),
        FILE.text(
            "source_short",
            "案件来源简称",
            4,
            lambda k: k.handbook.source(k.dispute.source).short,
            values=[s["short"] for s in finer],
        ),
        FILE.text("department", "移送(派单)单位", 8, _sender),
        FILE.number("department_ref", "来文编号", 11, lambda k: k.dispute.department_ref),
        FILE.text("found_by", "发现人", 8, lambda k: k.dispute.found_by, Personal.STORY),
        FILE.day("found_on", "发现日期", lambda k: k.dispute.found_at.date() if k.dispute.found_at else None),
        FILE.text("source_note", "来源说明", 14, lambda k: k.dispute.source_note, Personal.STORY),
        FILE.text("court_refs", "诉前调号等", 10, _references),
        FILE.text("mass", "是否群体性", 3, lambda k: yes(k.dispute.is_mass), values=YES_NO),
        FILE.text("difficult", "是否疑难复杂", 3, lambda k: yes(k.dispute.is_difficult), values=YES_NO),
        FILE.count("people_involved", "涉及人数", lambda k: k.file.people_involved),
        *_orders(),
        *_handed_over(),
        *_intakes(),
    )


def _orders() -> tuple[Field, ...]:
    return (
        ORDER.number("order_no", "工单编号", 11, _order_no),
        ORDER.text("order_title", "诉求标题", 12, _order(lambda o: o.title), Personal.STORY),
        ORDER.text("order_type", "诉求类型", 4, _order(lambda o: o.type)),
        ORDER.text("order_content", "诉求内容", 30, _order(lambda o: o.content), Personal.STORY),
        ORDER.text("order_address", "诉求地址", 10, _order(lambda o: o.address), Personal.ADDRESS),
        ORDER.text("order_caller", "诉求人", 4, _order(lambda o: o.caller), Personal.NAME),
        ORDER.text("order_accepted_at", "热线受理时间", 8, _order(lambda o: moment(o.accepted_at))),
        ORDER.text("order_dispatched_at", "派单时间", 8, _order(lambda o: moment(o.dispatched_at))),
        ORDER.text("order_undertaker", "工单承办单位", 7, _order(lambda o: o.undertaker)),
        ORDER.text("order_urgency", "紧急程度", 4, _order(lambda o: o.urgency)),
        ORDER.day("first_contact_due", "应先行联系日期", _order(lambda o: o.first_contact_due)),
        ORDER.day("first_contact_on", "先行联系日期", _order(lambda o: o.first_contact_on)),
        ORDER.day("order_due", "工单办理时限", _order(lambda o: o.due)),
        ORDER.text("order_secret", "是否保密", 3, _order(lambda o: yes(o.secrecy)), values=YES_NO),
        ORDER.count("order_repeats", "重复次数", _order(lambda o: o.repeat_count)),
    )


def _handed_over() -> tuple[Field, ...]:
    return (
        ALARM.number("alarm_no", "接警单编号", 11, _alarm),
        ALARM.text("handed_by", "移送单位", 8, _handed_by),
        ALARM.day("handed_on", "移送接收日期", _handed_on),
        ALARM.number("handed_doc", "移送文书号", 9, _came(lambda r: r.doc)),
        ALARM.text("handed_matter", "移送事项", 14, _came(lambda r: r.matter), Personal.STORY),
    )


def _intakes() -> tuple[Field, ...]:
    return (
        INTAKE.day("received_on", "登记日期", lambda k: k.dispute.received_at.date()),
        INTAKE.text("received_at", "登记时间", 8, lambda k: moment(k.dispute.received_at)),
        INTAKE.day("applied_on", "申请日期", lambda k: k.dispute.applied_on),
        INTAKE.text("application_form", "申请方式", 3, _application, values=tuple(FORMS.values())),
        INTAKE.text("intake", "受理情况", 4, lambda k: INTAKES[k.dispute.intake], values=tuple(INTAKES.values())),
        INTAKE.day("accepted_on", "受理日期", _accepted_on),
        INTAKE.day("decided_on", "受理决定日期", lambda k: k.dispute.decided_on),
        INTAKE.text("registrar", "登记人", 4, lambda k: member(k, k.dispute.registrar or k.dispute.registered_by)),
        INTAKE.text("refused_because", "不予受理理由", 12, _reasons, Personal.STORY),
        INTAKE.text("guided_to", "告知的其他途径", 10, lambda k: named(list(k.dispute.guidance), natural=False)),
        INTAKE.text("facts", "纠纷简要情况", 32, _facts, Personal.STORY),
        INTAKE.text("requests", "申请事项", 14, lambda k: named(list(k.dispute.requests)), Personal.STORY),
    )
