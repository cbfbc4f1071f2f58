"""The numbers of files: a temporary one at once, the statutory one from whoever keeps them, and the year's register."""

from desktop.commands.numbers.exchanging import BLOCK, Hub, Numbered, after_exchange, waiting
from desktop.commands.numbers.giving import at_once, enter_number, give, temporary_number
from desktop.commands.numbers.keeping import CASE, Keeping, keeping, known
from desktop.commands.numbers.register import Doubled, Line, Standing, doubled, faults, keeps_number, register, years
from desktop.commands.numbers.settling import (
    FORMER,
    Former,
    borne_at,
    change_keeper,
    former_numbers,
    leave_hub,
    may_number,
    number_now,
    refuse_unnumbered,
    renumber,
)
from desktop.commands.numbers.telling import Run, Told, runs, told

__all__ = [
    "BLOCK",
    "CASE",
    "FORMER",
    "Doubled",
    "Former",
    "Hub",
    "Keeping",
    "Line",
    "Numbered",
    "Run",
    "Standing",
    "Told",
    "after_exchange",
    "at_once",
    "borne_at",
    "change_keeper",
    "doubled",
    "enter_number",
    "faults",
    "former_numbers",
    "give",
    "keeping",
    "keeps_number",
    "known",
    "leave_hub",
    "may_number",
    "number_now",
    "refuse_unnumbered",
    "register",
    "renumber",
    "runs",
    "temporary_number",
    "told",
    "waiting",
    "years",
]
