"""The room's written rules of risk, as the cupboard keeps them."""

from __future__ import annotations

from functools import cache
from typing import Any

from desktop.domain.disputes import Risk
from desktop.domain.risk_table import Organ, RiskTable, Rule, Sign
from resources import rules as cupboard


@cache
def table() -> RiskTable:
    """The room's written rules."""
    data = cupboard.load("risk")
    return RiskTable(
        rules=tuple(_rule(row) for row in data["rules"]),
        signs=tuple(
            Sign(code=s["code"], label=s["label"], level=Risk(s["level"]), initials=s["initials"])
            for s in data["signs"]
        ),
        organs=tuple(
            Organ(code=o["code"], label=o["label"], when=o["when"], committee=o["committee"])
            for o in data["report_at_once"]
        ),
        review={Risk(r["level"]): r["figure"] for r in data["review"]},
        negations=tuple(data["negations"]),
        cautions={c["code"]: c["label"] for c in cupboard.rows("cautions")},
    )


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        label=row["label"],
        level=Risk(row["level"]),
        measure=row["measure"],
        threshold=row["threshold"],
        unit=row["unit"],
        words=tuple(row["words"]),
        not_words=tuple(row["not_words"]),
        codes=tuple(row["codes"]),
        report=tuple(row["report"]),
        advice=row["advice"],
        basis=row["basis"],
        source=row["source"],
    )
