"""Every field of every entity has a label, and what it holds can be said."""

from __future__ import annotations

import ast
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from desktop.commands.handbook import open_handbook
from desktop.domain.agreements import Instalment
from desktop.domain.counting import Mass
from desktop.domain.disputes import Track
from desktop.domain.tracks import LAWSUIT
from desktop.storage.columns import field_types
from desktop.storage.schema import KINDS
from desktop.ui.file.records.tracks import track_state
from desktop.ui.kit.shapes import Shape
from desktop.ui.words import ACTS
from desktop.ui.words_fields import FIELD_WORDS, KIND_WORDS, NOTHING, Speaker, field_word


def test_every_kind_and_every_field_has_a_word() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    for name, kind in KINDS.items():
        for field in fields(kind):
            word = field_word(name, field.name)
            assert word != field.name, f"{name}.{field.name} has no label"
            assert not word.isascii()


def test_no_word_for_a_field_that_is_gone() -> None:
    for name, words in FIELD_WORDS.items():
        assert set(words) <= {field.name for field in fields(KINDS[name])}


@pytest.fixture(scope="module")
def speaker() -> Speaker:
    return Speaker({}, open_handbook())


def test_every_value_of_every_enum_is_said_in_chinese(speaker: Speaker) -> None:
    said = 0
    for name, kind in KINDS.items():
        for field, (hint, _optional) in field_types(kind).items():
            if isinstance(hint, type) and issubclass(hint, StrEnum):
                for value in hint:
                    assert speaker.say(name, field, value) != str(value), f"{name}.{field} {value}"
                    said += 1
    assert said > 40


@pytest.mark.parametrize(
    ("kind", "field", "value", "words"),
    [
        ("people", "phone", "12000000039", "120****0039"),
        ("people", "id_number", "999999198311050027", "999999********0027"),
        ("obligations", "amount_fen", 544_000, "5,440.00 元"),
        ("evidence", "pages", 12, "12"),
        ("obligations", "instalments", (Instalment(due=date(2026, 12, 8), amount_fen=100),), "2026-12-08 1.00"),
        ("sessions", "starts", datetime.fromisoformat("2026-11-23T09:05"), "2026-11-23 09:05"),
        ("disputes", "is_mass", False, "否"),
        ("disputes", "category", "labour_other", "劳动争议"),
        ("disputes", "facts", "", NOTHING),
        ("tracks", "result", "valid", "确认有效"),
        ("parties", "person_id", uuid4(), "(已删除)"),
        ("disputes", "refusal_reasons", ({"code": "A", "text": "已起诉"},), "已起诉"),
    ],
)
def test_values_in_words(kind: str, field: str, value: Any, words: str, speaker: Speaker) -> None:
    said = speaker.say(kind, field, value)
    assert said == words or (field == "category" and "劳动" in said)


def test_every_deed_of_the_room_has_a_word() -> None:
    """Each `desk.act(Act.X, "deed")` and `desk.note(…)` in the commands is said in Chinese in the records."""
    deeds: dict[str, str] = {}
    for source in (Path(__file__).parents[2] / "desktop" / "commands").rglob("*.py"):
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(func=ast.Attribute(attr="act" | "note"), args=[_, ast.Constant(value=str(deed)), *_]):
                    deeds[deed] = source.name
    assert {"freeze", "counting_setting", "prevention"} <= deeds.keys()
    assert {deed: where for deed, where in deeds.items() if deed not in ACTS} == {}


@pytest.mark.parametrize(
    ("kind", "field", "value", "words"),
    [
        ("committees", "type", "association", "社会团体和其他组织调委会"),
        ("members", "education", "bachelor", "本科"),
        ("members", "employment", "part_time", "兼职"),
        ("allowance_settings", "code", "difficult", "疑难复杂"),
        ("allowance_settings", "amount_fen", 300_00, "300.00 元"),
        ("organisation_facts", "code", "funds_other", "经费保障其他经费"),
        ("counting_settings", "mass", Mass.WORKER, "一人一件"),
        ("tracks", "result", "upheld", "判决维持协议"),
        ("tracks", "result", "void", "判决确认协议无效"),
    ],
)
def test_codes_of_the_month_are_said_in_words(speaker: Speaker, kind: str, field: str, value: Any, words: str) -> None:
    assert speaker.say(kind, field, value) == words


def test_what_was_prevented_is_said_in_words(speaker: Speaker) -> None:
    said = speaker.say("disputes", "prevention", {"mass_petition_cases": 1, "mass_petition_people": 37})
    assert said == "防止群体性上访 1 件 37 人"
    assert speaker.say("disputes", "prevention", {"moon_cases": 1}) == NOTHING


@pytest.mark.parametrize(
    ("result", "word", "shape"),
    [
        ("upheld", "判决维持协议", Shape.TICK),
        ("changed", "判决变更协议", Shape.DOT),
        ("revoked", "判决撤销协议", Shape.DOT),
        ("void", "判决确认协议无效", Shape.DOT),
    ],
)
def test_how_a_lawsuit_over_an_agreement_ended_is_said(result: str, word: str, shape: Shape) -> None:
    track = Track(dispute_id=uuid4(), kind=LAWSUIT, applied=date(2026, 3, 1), decided=date(2026, 5, 1), result=result)
    said, mark, _tone = track_state(track)
    assert (said, mark) == (word, shape)
