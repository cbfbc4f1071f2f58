"""The fields of the people in a file, by side; the many of a mass file stand behind those who speak for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from desktop.commands.ledgers.field import Field, Group, Look, Part, Personal, Raw, named
from desktop.domain.counting import units
from desktop.domain.people import Claimant, Party, PartyRole, Person, PersonKind

KINDS = {PersonKind.NATURAL: "自然人", PersonKind.LEGAL: "法人", PersonKind.OTHER: "其他组织"}
RELATIONS = {
    "citizens": "公民与公民",
    "citizen_organisation": "公民与法人及社会组织",
    "organisations": "法人及社会组织之间",
}
ANSWERING = frozenset({PartyRole.RESPONDENT, PartyRole.PARTY_B})
ALL, AGENT = Group("当事人"), Group("代理人")
SIDES = {
    "applicant": (Group("申请方"), lambda p: p.role.asks),
    "respondent": (Group("被申请方"), lambda p: p.role in ANSWERING),
    "third": (Group("第三人"), lambda p: p.role is PartyRole.THIRD_PARTY),
}  # code: its group, and who stands on it
Side = Callable[[Party], bool]


def _parties(look: Look, side: Side) -> list[Person]:
    """Who stands on a side by name; the listed many are not repeated."""
    listed = {c.person_id for c in look.file.claimants}
    return [look.file.person(p) for p in look.file.sides if side(p) and p.person_id not in listed]


def speakers(look: Look) -> list[Claimant]:
    """Those who speak for the many; the first of the list when nobody was chosen."""
    claimants = list(look.file.claimants)
    return [c for c in claimants if c.representative] or claimants[:1]


def _people(look: Look, code: str, side: Side) -> list[Person]:
    """Everybody of a side who is named in a ledger."""
    many = [look.file.person(c) for c in speakers(look)] if code == "applicant" else []
    return [*_parties(look, side), *many]


def _names(code: str, side: Side) -> Callable[[Look], Raw]:
    def asked(look: Look) -> Raw:
        people = _people(look, code, side)
        parts = [Part(p.name, p.natural) for p in people]
        count = len(look.file.claimants)
        if code == "applicant" and count > len(speakers(look)):
            parts[-1] = Part(parts[-1].text, parts[-1].natural, f"等{count}人")
        return tuple(parts)

    return asked


def _each(code: str, side: Side, of: Callable[[Person], str]) -> Callable[[Look], Raw]:
    """Something about each of a side, in the order of their names; who has none is left out."""
    return lambda look: tuple(Part(text, p.natural) for p in _people(look, code, side) if (text := of(p)))


def _ages(code: str, side: Side) -> Callable[[Look], Raw]:
    def asked(look: Look) -> Raw:
        ages = [p.age_on(look.aged_on) for p in _people(look, code, side) if p.natural]
        return "、".join(str(age) for age in ages if age is not None)

    return asked


def _side(code: str, group: Group, side: Side) -> Iterator[Field]:
    title = group.name

    def each(what: str, label: str, width: int, of: Callable[[Person], str], personal: Personal) -> Field:
        make = group.number if personal in {Personal.ID, Personal.PHONE} or what == "uscc" else group.text
        return make(f"{code}_{what}", f"{title}{label}", width, _each(code, side, of), personal)

    yield group.text(f"{code}_names", f"{title}姓名(名称)", 8, _names(code, side), Personal.NAME)
    yield each("kinds", "性质", 4, lambda p: KINDS[p.kind], Personal.NONE)
    yield each("sexes", "性别", 3, lambda p: p.sex, Personal.NONE)
    yield group.text(f"{code}_ages", f"{title}年龄", 3, _ages(code, side))
    yield each("ethnicities", "民族", 4, lambda p: p.ethnicity, Personal.NONE)
    yield each("id_types", "证件类型", 5, lambda p: p.id_type, Personal.NONE)
    yield each("ids", "证件号码", 11, lambda p: p.id_number, Personal.ID)
    yield each("phones", "联系电话", 8, lambda p: p.phone, Personal.PHONE)
    yield each("addresses", "住址(地址)", 14, lambda p: p.address, Personal.ADDRESS)
    yield each("occupations", "职业", 5, lambda p: p.occupation, Personal.NONE)
    yield each("employers", "工作单位", 9, lambda p: p.employer, Personal.NONE)
    yield each("uscc", "统一社会信用代码", 11, lambda p: p.uscc, Personal.NONE)
    yield each("legal", "法定代表人", 4, lambda p: p.legal_representative, Personal.STORY)


def _all_names(look: Look) -> Raw:
    sides = [
        part
        for code, (_group, side) in SIDES.items()
        if isinstance(found := _names(code, side)(look), tuple)
        for part in found
    ]
    return tuple(sides)


def _all_phones(look: Look) -> Raw:
    people = [p for code, (_group, side) in SIDES.items() for p in _people(look, code, side)]
    return named([p.phone for p in people])


def _relation(look: Look) -> str:
    found = units(look.file, look.handbook.counting, look.handbook.catalogue)
    return RELATIONS[found[0].relation] if found else ""


def _agents(look: Look, of: Callable[[Person], str]) -> Raw:
    return named([of(look.file.person(a)) for a in look.file.agents])


def _claimants(look: Look) -> Raw:
    return named([look.file.person(c).name for c in look.file.claimants])


def _spokesmen(look: Look) -> Raw:
    return named([look.file.person(c).name for c in look.file.claimants if c.representative])


def _witnesses(look: Look) -> Raw:
    return named([look.file.person(p).name for p in look.file.parties if p.role is PartyRole.WITNESS])


def fields() -> tuple[Field, ...]:
    return (
        ALL.text("parties", "当事人", 12, _all_names, Personal.NAME),
        ALL.number("parties_phones", "当事人联系电话", 10, _all_phones, Personal.PHONE),
        ALL.text("relation", "当事人关系", 6, _relation, values=tuple(RELATIONS.values())),
        ALL.count("claimants_count", "群体人数", lambda k: len(k.file.claimants) or None),
        ALL.text("claimants", "群体成员名单", 18, _claimants, Personal.NAME),
        ALL.text("representatives", "推选的代表", 8, _spokesmen, Personal.NAME),
        ALL.text("witnesses", "证人", 6, _witnesses, Personal.NAME),
        *(field for code, (group, side) in SIDES.items() for field in _side(code, group, side)),
        AGENT.text("agents", "代理人", 6, lambda k: _agents(k, lambda p: p.name), Personal.NAME),
        AGENT.number("agents_phones", "代理人电话", 8, lambda k: _agents(k, lambda p: p.phone), Personal.PHONE),
        AGENT.number("agents_ids", "代理人证件号码", 11, lambda k: _agents(k, lambda p: p.id_number), Personal.ID),
        AGENT.text("agents_kinds", "代理类型", 6, lambda k: named([a.agent_type for a in k.file.agents])),
    )
