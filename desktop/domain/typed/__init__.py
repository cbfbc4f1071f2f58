"""What people type, understood: cleaning, dates, amounts, instalments, identity numbers. Pure; no Qt.

Every parser raises a child of `Unclear` whose `sentence` can be shown as it is.
"""

from desktop.domain.typed.dates import (
    DateUnclear,
    TimeUnclear,
    add_months,
    date_text,
    month_end,
    parse_date,
    parse_datetime,
    parse_time,
    time_text,
    weekday_text,
)
from desktop.domain.typed.ids import (
    IdFacts,
    fold_id,
    fold_phone,
    id_facts,
    mask_id,
    mask_phone,
    phone_remark,
    phone_text,
    uscc_valid,
)
from desktop.domain.typed.money import MOST_FEN, MoneyUnclear, fen_text, parse_fen, rmb_words, words_to_fen
from desktop.domain.typed.plans import Plan, PlanUnclear, instalments, parse_plan
from desktop.domain.typed.text import Unclear, clean_line, clean_name, clean_text, fold_code

__all__ = [
    "MOST_FEN",
    "DateUnclear",
    "IdFacts",
    "MoneyUnclear",
    "Plan",
    "PlanUnclear",
    "TimeUnclear",
    "Unclear",
    "add_months",
    "clean_line",
    "clean_name",
    "clean_text",
    "date_text",
    "fen_text",
    "fold_code",
    "fold_id",
    "fold_phone",
    "id_facts",
    "instalments",
    "mask_id",
    "mask_phone",
    "month_end",
    "parse_date",
    "parse_datetime",
    "parse_fen",
    "parse_plan",
    "parse_time",
    "phone_remark",
    "phone_text",
    "rmb_words",
    "time_text",
    "uscc_valid",
    "weekday_text",
    "words_to_fen",
]
