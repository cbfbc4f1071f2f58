"""条款库: the closing clauses that agreements of this kind usually need, with the law they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.people import Committee


@dataclass(frozen=True, slots=True)
class Clause:
    """`text` may name {court} and {arbitration}; `only` limits it to some categories, () for all."""

    name: str
    text: str
    only: tuple[str, ...] = ()


_LABOUR = ("labour_migrant_wages", "labour_other")
CLAUSES = (
    Clause("再无争议", "双方就本纠纷再无其他争议。"),
    Clause("逾期全部到期", "付款方任何一期逾期超过五日的,未到期的款项视为全部到期。"),
    # 人民调解法 33: within thirty days of taking force, both sides together
    Clause("申请司法确认", "双方于本协议生效之日起三十日内共同向{court}申请司法确认。"),
    # 劳动人事争议仲裁办案规则 74: within fifteen days of taking force, both sides together
    Clause("申请仲裁审查", "双方于本协议生效之日起十五日内共同向{arbitration}申请仲裁审查。", _LABOUR),
    Clause("互不打扰", "双方此后不以任何方式干扰对方的正常生活和经营,不在网络上发布有关对方的言论。"),
    Clause("何时生效", "本协议自各方签名、盖章并加盖人民调解委员会印章之日起生效。"),
)


def clauses(category: str, committee: Committee) -> list[tuple[str, str]]:
    """(name, text) of what may be added to an agreement of this category."""
    found = []
    for clause in CLAUSES:
        if clause.only and category not in clause.only:
            continue
        if clause.name == "申请司法确认" and category in _LABOUR:
            continue
        text = clause.text.format(
            court=committee.court or "有管辖权的人民法院", arbitration=committee.arbitration or "劳动人事争议仲裁委员会"
        )
        found.append((clause.name, text))
    return found
