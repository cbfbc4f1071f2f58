"""What leaves the room: nobody's name and number in it unless somebody with the right says why, and it is on record."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import replace

import pypdf
import pytest
from sqlalchemy import select

from desktop.commands.followed import keep_followed
from desktop.commands.statistics import delivery, export, failing, figures, freezing, reported
from desktop.commands.statistics.masking import Cover, covered_name
from desktop.domain.counting import Basis, parse_period
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import NotAllowed, Refused, RuleBroken
from desktop.domain.people import Person, Role
from desktop.domain.permissions import Act, allowed
from desktop.domain.reporting import Screening
from desktop.storage.schema import audit
from desktop.storage.store import Deed
from tests.conftest import be

OCTOBER, YEAR = parse_period("2026-10"), parse_period("2026")
PLANTED = "秘而不宣"
REASON = "区司法局调卷核对"


@pytest.fixture
def room(make_room):
    desk = make_room("practice")
    figures.count_all(desk)
    return desk


@pytest.fixture
def cases(make_room):
    desk = make_room("cases")
    figures.count_all(desk)
    return desk


def write(desk, *values):
    with desk.store.begin(Deed(account=desk.account.id, act="edit", dispute=None, undoable=False)) as tx:
        for value in values:
            tx.put(value)
        keep_followed(tx, desk.handbook, desk.today())


def first_of(desk, period):
    return reported.at(desk, "", "", "cases", period)[0].dispute


def people(desk):
    with desk.read() as reader:
        return [p for p in reader.find(Person) if p.natural]


def text_in(files):
    """Everything that can be read in some files: cells and properties, pages and properties, values."""
    said = []
    for name, content in files.items():
        said.append(name)
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                said += [book.read(part).decode() for part in book.namelist() if part.endswith((".xml", ".rels"))]
        elif name.endswith(".pdf"):
            found = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
            read = pypdf.PdfReader(io.BytesIO(content))
            said += [found.stdout.decode(), str(read.metadata), *map(str, read.attachments)]
        else:
            said.append(content.decode("utf-8-sig"))
    return "\n".join(said).replace("\n", "")


def failing_room(desk, period=OCTOBER):
    """Every case of the period has a single party."""
    ids = [e.dispute for e in reported.at(desk, "", "", "cases", period)]
    with desk.read() as reader:
        files = [reader.get(Dispute, id) for id in ids]
    write(desk, *(replace(d, parties_count=1) for d in files))


def test_a_masked_export_names_nobody(room):
    """Every table in every format, with what people typed in the places that are given out."""
    with room.read() as reader:
        dispute = reader.get(Dispute, first_of(room, YEAR))
    someone = next(p for p in people(room) if len(p.name) == 3 and p.phone)
    typed = f"{someone.name}家门口 {someone.phone}"
    write(
        room,
        replace(dispute, title=PLANTED, short_title=PLANTED, facts=PLANTED),
        Screening(on=OCTOBER.starts, place=typed, note=typed, found=1),
    )
    files = export.bundle(room, YEAR)
    assert {name.rpartition(".")[2] for name in files} == {"xlsx", "csv", "pdf", "json"}
    said = text_in(files)
    leaked = [p.name for p in people(room) if len(p.name) > 1 and p.name in said and p.name not in _team(room)]
    assert not leaked
    for p in people(room):
        for number in filter(None, (p.id_number, p.phone, p.address)):
            assert number not in said
    assert PLANTED not in said
    assert covered_name(someone.name) in said
    assert export.MASKED in said


def _team(desk):
    return {m.name for m in desk.members()}


def test_every_planted_name_would_have_been_found(room):
    """The same search finds them in an export that is not masked."""
    said = text_in(export.bundle(room, YEAR, unmasked=True, reason=REASON))
    named = {p.name for p in people(room) if p.name in said}
    assert len(named) > 10
    assert any(p.id_number and p.id_number in said for p in people(room))
    assert export.UNMASKED in said


def test_who_gives_out_unmasked_data_says_why_and_it_is_on_record(room):
    for reason in ("", "  "):
        with pytest.raises(RuleBroken) as refused:
            export.bundle(room, OCTOBER, unmasked=True, reason=reason)
        assert (refused.value.field, refused.value.sentence) == ("reason", export.NO_REASON)
    export.bundle(room, OCTOBER, what={"register"}, formats={"csv"}, unmasked=True, reason=f" {REASON} ")
    with room.read() as reader:
        (line,) = reader.rows(select(audit.c.detail).where(audit.c.act == "export_statistics"))
    assert json.loads(line.detail) == {
        "what": ["register"],
        "formats": ["csv"],
        "period": "2026-10",
        "by": "closed",
        "unmasked": True,
        "reason": REASON,
    }


@pytest.mark.parametrize("unmasked", [False, True])
@pytest.mark.parametrize("role", Role)
def test_only_those_with_the_right_export(room, role, unmasked):
    be(room, role)
    need = Act.EXPORT if unmasked else Act.REPORT
    if allowed(role, need):
        assert export.bundle(room, OCTOBER, what={"case_table"}, formats={"json"}, unmasked=unmasked, reason=REASON)
    else:
        with pytest.raises(NotAllowed):
            export.bundle(room, OCTOBER, what={"case_table"}, formats={"json"}, unmasked=unmasked, reason=REASON)


def test_a_failed_identity_blocks_until_somebody_says_why(room):
    failing_room(room)
    with pytest.raises(RuleBroken) as refused:
        export.bundle(room, OCTOBER)
    assert refused.value.field == "failed_reason"
    assert "请先改好" in refused.value.sentence
    assert "涉及当事人数" in refused.value.sentence
    someone = next(p.name for p in people(room) if len(p.name) == 3 and p.name not in _team(room))
    files = export.bundle(room, OCTOBER, failed_reason=f"{someone}一方未到\uff0c下月补记")
    for name, content in files.items():
        if not name.endswith(".csv"):  # which has only the rows
            said = text_in({name: content})
            assert f"{covered_name(someone)}一方未到" in said, name
            assert someone not in said
    assert json.loads(files["figures.json"])["failed"][0]["code"] == "two_sides"


def test_a_failure_in_the_year_so_far_blocks_a_later_month(room):
    """The row 本年累计 of the table would contradict itself."""
    failing_room(room, parse_period("2026-08"))
    found = failing.failures(room, OCTOBER)
    whole = reported.table(room, OCTOBER.to_date())
    assert bool(found) is bool(whole.failed)
    assert failing.failures(room, parse_period("2026-Q3"))[0].period == parse_period("2026-08")


def test_the_reason_given_when_a_month_was_frozen_is_enough(room):
    failing_room(room)
    with pytest.raises(RuleBroken):
        export.bundle(room, OCTOBER, formats={"json"})
    freezing.freeze(room, "2026-10", "当事人未到齐")
    files = export.bundle(room, OCTOBER, formats={"json", "csv"})
    assert "当事人未到齐" in json.loads(files["figures.json"])["failed_reason"]


def test_a_frozen_month_goes_out_as_it_was_frozen(room):
    before = json.loads(export.bundle(room, OCTOBER, formats={"json"})["figures.json"])
    made = freezing.freeze(room, "2026-10")
    with room.read() as reader:
        files = [reader.get(Dispute, e.dispute) for e in reported.at(room, "", "", "cases", OCTOBER)]
    file = next(d for d in files if d.filing is Filing.CLOSED)
    dispute = file.id
    other = "tourism" if file.category != "tourism" else "contract"
    write(room, replace(file, category=other, category_list="2015", category_label=""))
    freezing.note_cause(room, "2026-10", dispute, "类别录错")
    files = export.bundle(room, OCTOBER)
    after = json.loads(files["figures.json"])
    assert after["by_category"] == before["by_category"]
    assert before["frozen"] is None
    assert after["frozen"]["digest"] == made.digest
    (corrected,) = after["corrections"]
    assert corrected["effect"][f"category_{other}"] == 1
    assert corrected["note"] == "类别录错"
    assert made.digest[:16] in text_in({n: c for n, c in files.items() if n.endswith("案件情况统计表.pdf")})
    later = text_in({n: c for n, c in export.bundle(room, parse_period("2026-11")).items() if "月报" in n})
    assert "上月更正" in later
    assert "类别录错" in later


def test_the_register_of_a_frozen_month_has_the_frozen_lines(room):
    freezing.freeze(room, "2026-10")
    dispute = first_of(room, OCTOBER)
    with room.read() as reader:
        file = reader.get(Dispute, dispute)
    before = export.bundle(room, OCTOBER, what={"register"}, formats={"csv"})
    write(room, replace(file, category="tourism", category_list="2015", category_label=""))
    assert export.bundle(room, OCTOBER, what={"register"}, formats={"csv"}) == before


@pytest.mark.parametrize("basis", [None, *Basis])
def test_figures_agree_with_the_table_and_with_themselves(cases, basis):
    said = json.loads(export.bundle(cases, YEAR, basis=basis, formats={"json"})["figures.json"])
    assert said["cases_total"] == sum(said["by_source"].values()) == sum(said["by_category"].values())
    assert said["cases_succeeded"] == sum(said["by_form"].values())
    assert len(said["by_category"]) == 18
    assert (said["cases_total"], said["parties_people"], said["amount_fen"]) == (5, 47, 78_962_228)
    assert said["prevent_mass_petition"] == {"cases": 1, "people": 37}
    assert {k: said["to_date"][k] for k in said["to_date"]} == {k: said[k] for k in said["to_date"]}
    values = reported.table(cases, YEAR, basis).values
    assert sum(isinstance(n, int) for n in _leaves(said["to_date"])) == len(values) - 1  # without the subtotal


def _leaves(value):
    return [leaf for one in value.values() for leaf in _leaves(one)] if isinstance(value, dict) else [value]


def test_practice_says_so_in_every_file(room, cases):
    for name, content in export.bundle(room, OCTOBER).items():
        assert "练习" in name or '"practice": true' in content.decode(), name
    for name, content in export.bundle(cases, OCTOBER).items():
        assert "练习" not in text_in({name: content}), name


def test_nothing_chosen_is_said(room):
    with pytest.raises(RuleBroken) as refused:
        export.bundle(room, OCTOBER, what={export.BULLETIN}, formats={"xlsx"})
    assert refused.value.field == "formats"


@pytest.mark.parametrize(
    ("name", "covered"),
    [
        ("邱雨桐", "邱*桐"),
        ("刘䶮", "刘*"),
        ("欧阳丽", "欧阳*"),
        ("欧阳丽华", "欧阳*华"),
        ("𠅤明远", "𠅤*远"),
        ("热依罕·艾合买提", "热******提"),
        ("王", "*"),
    ],
)
def test_names_are_covered_as_12345_covers_them(name, covered):
    assert covered_name(name) == covered


@pytest.mark.parametrize(
    ("words", "covered"),
    [
        ("电话12000000039", "电话120******39"),
        ("证件 99999919831105102X 有误", "证件 999*************2X 有误"),
        ("2026-019 号改为 5,440.00 元", "2026-019 号改为 5,440.00 元"),
        ("2026年10月12日补签", "2026年10月12日补签"),
        ("沈佩文和沈佩", "沈*文和沈*"),
    ],
)
def test_words_lose_names_and_numbers_only(words, covered):
    assert Cover.over(["沈佩", "沈佩文", "文"]).words(words) == covered
    assert Cover(open=True).words(words) == words


def test_files_are_replaced_as_a_whole_or_not_at_all(tmp_path, monkeypatch):
    folder = tmp_path / "新建" / "2026-10"
    delivery.deliver(folder, {"a.csv": b"1", "b.csv": b"2"})
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"a.csv": b"1", "b.csv": b"2"}
    assert (folder / "a.csv").stat().st_mode & 0o777 == 0o600
    write = delivery._write

    def full(path, content):
        if "b.csv" in path.name:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(delivery, "_write", full)
    with pytest.raises(Refused) as refused:
        delivery.deliver(folder, {"a.csv": b"new", "b.csv": b"new"})
    assert refused.value.code == "full"
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"a.csv": b"1", "b.csv": b"2"}
    monkeypatch.undo()
    (folder / "c.csv").mkdir()
    with pytest.raises(Refused):
        delivery.deliver(folder, {"a.csv": b"new", "c.csv": b"new"})
    assert (folder / "a.csv").read_bytes() == b"1"
