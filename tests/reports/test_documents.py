"""Every paper: what it says comes back out, and nothing else gets in."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdf
import pytest

from reports import gallery, raster
from reports.documents import KINDS
from reports.documents.agreement import sample_of_wages
from reports.documents.annex import Annex, Column
from reports.documents.mediation_record import Attendee, Utterance
from reports.documents.parties import Organisation, PartyBlock, Person
from reports.documents.samples import WORKER_NAMES
from reports.errors import MissingGlyph, TextTooLong
from reports.typesetting.checks import problems
from reports.typesetting.themes import Theme
from tests.reports.reading import flat, page_texts, text_of

agreement = KINDS["agreement"]
record = KINDS["mediation_record"]

HOSTILE = (
    "<b>粗体</b>",
    "a<b",
    "</para>",
    "&amp;&lt;&#99999999;",
    "<img src='/etc/hostname'/>",
    '<a href="file:///etc/passwd">链接</a>',
    "<font name=nowhere>",
    "100%(x) \\n [TJ] (Tj ) ET",
    '=HYPERLINK("http://example.com")',
    "'; DROP TABLE disputes; --",
    "{}{0}%s${HOME}",
)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("draft", [False, True])
def test_every_paper_passes_the_archive_checks(kind, theme, draft):
    paper = KINDS[kind].build(KINDS[kind].sample(), theme=theme, draft=draft, source=b'{"a": 1}')

    assert problems(paper) == []


@pytest.mark.skipif(not shutil.which("pdffonts"), reason="needs poppler")
def test_fonts_are_all_embedded_subsets_with_unicode(tmp_path):
    (tmp_path / "x.pdf").write_bytes(agreement.build(sample_of_wages()))
    listed = subprocess.run(["pdffonts", tmp_path / "x.pdf"], capture_output=True, text=True, check=True).stdout

    rows = listed.splitlines()[2:]
    assert rows
    assert all(re.search(r"Identity-H\s+yes yes yes", row) for row in rows)
    assert "Helvetica" not in listed


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_file_says_what_it_is(kind):
    document = KINDS[kind]
    paper = document.sample()
    with pikepdf.open(BytesIO(document.build(paper))) as file:
        assert str(file.docinfo["/Title"]) == f"{document.title} {paper.number}"
        assert str(file.docinfo["/Author"]) == paper.committee
        assert str(file.docinfo["/CreationDate"]) == paper.issued_at.strftime("D:%Y%m%d%H%M%S+08'00'")


def test_same_paper_same_bytes_in_every_process():
    names = "import hashlib, reports.gallery as g; print([hashlib.sha256(b).hexdigest() for _, b in g.papers()])"
    printed = {
        subprocess.run(
            [sys.executable, "-c", names], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout.strip()
        for seed in ("0", "1", "4711")
    }

    assert printed == {str([hashlib.sha256(paper).hexdigest() for _, paper in gallery.papers()])}


def test_another_paper_has_another_id():
    ids = set()
    for facts in ("甲", "乙"):
        with pikepdf.open(BytesIO(agreement.build(replace(agreement.sample(), facts=facts)))) as file:
            ids.add(bytes(file.trailer.ID[0]))

    assert len(ids) == 2


def test_the_source_travels_with_the_paper():
    source = json.dumps({"number": "（2026）海棠人调字第002号"}, ensure_ascii=False).encode()

    reader = pypdf.PdfReader(BytesIO(agreement.build(agreement.sample(), source=source)))

    assert reader.attachments == {"source.json": [source]}
    assert pypdf.PdfReader(BytesIO(agreement.build(agreement.sample()))).attachments == {}


@pytest.mark.parametrize("reader", ["pypdf", "pdfium", "pdftotext"])
@pytest.mark.parametrize("theme", Theme)
def test_readers_see_no_blanks_that_were_not_typed(reader, theme):
    if reader == "pdftotext" and not shutil.which("pdftotext"):
        pytest.skip("needs poppler")
    text = text_of(agreement.build(agreement.sample(), theme=theme), reader)

    assert re.findall(r"[一-鿿] \w|\w [一-鿿]", text.replace("页 共", "页共")) == []


@pytest.mark.parametrize("reader", ["pypdf", "pdfium", "pdftotext"])
def test_terms_come_back_out_word_for_word(reader):
    if reader == "pdftotext" and not shutil.which("pdftotext"):
        pytest.skip("needs poppler")
    paper = agreement.sample()

    text = flat(text_of(agreement.build(paper), reader))

    for said in (paper.facts, *paper.terms, paper.parties[1].who.id_number, paper.number):
        assert flat(said) in text
    assert "2026年3月20日前" in text_of(agreement.build(paper), reader)


@pytest.mark.parametrize("reader", ["pypdf", "pdfium", "pdftotext"])
@pytest.mark.parametrize("theme", Theme)
def test_rare_names_come_back_out(reader, theme):
    if reader == "pdftotext" and not shutil.which("pdftotext"):
        pytest.skip("needs poppler")
    text = text_of(agreement.build(sample_of_wages(), theme=theme), reader)

    assert [name for name in WORKER_NAMES if name not in text] == []


@pytest.mark.parametrize("theme", Theme)
def test_the_font_of_last_resort_is_embedded_like_the_others(theme):
    built = agreement.build(replace(agreement.sample(), facts="𡈴某、𠮷某与𩸽某争执——各执一词。"), theme=theme)

    assert problems(built) == []
    assert b"HanaMinB" in built
    assert "𡈴某、𠮷某与𩸽某争执——各执一词。" in flat(text_of(built, "pypdf"))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markup_is_printed_not_obeyed(hostile):
    sample = agreement.sample()
    person = PartyBlock(role=hostile, who=Person(name=hostile, address=hostile))
    paper = replace(
        sample,
        number=hostile,
        committee=hostile,
        parties=(person,),
        facts=f"事实{hostile}。",
        terms=(hostile,),
        annex=Annex(title=hostile, columns=(Column(heading=hostile),), rows=((hostile,),)),
    )

    built = agreement.build(paper)

    assert problems(built) == []
    assert flat(f"事实{hostile}。") in flat(text_of(built, "pypdf"))
    with pikepdf.open(BytesIO(built)) as file:
        assert not any("/XObject" in page.Resources for page in file.pages)


def test_pasted_controls_are_not_printed():
    paper = replace(agreement.sample(), facts="甲\u200b乙\x00丙\ufeff丁\u202e戊\t己\r\n庚")

    assert "甲乙丙丁戊己" in flat(text_of(agreement.build(paper), "pypdf"))


@pytest.mark.parametrize(
    "changed",
    [
        {"facts": "面𰻞"},
        {"number": "𰻞号"},
        {"recorder": "𰻞"},
        {"parties": (PartyBlock(role="申请人", who=Organisation(name="𰻞公司")),)},
        {"annex": Annex(title="表", columns=(Column(heading="名"),), rows=(("𰻞",),))},
    ],
)
def test_a_character_no_font_has_stops_the_paper(changed):
    with pytest.raises(MissingGlyph) as refused:
        agreement.build(replace(agreement.sample(), **changed))

    assert refused.value.characters == ("𰻞",)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("theme", Theme)
def test_the_longest_text_runs_over_pages_whole(theme):
    sentence = "第{:04d}次协商未果，双方各执一词；"
    facts = "".join(sentence.format(n) for n in range(588))[:10_000]
    built = agreement.build(replace(agreement.sample(), facts=facts), theme=theme)

    assert raster.page_count(built) > 9
    assert flat(facts) in flat(body_of(built))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", ["application", "acceptance_register"])
def test_a_long_answer_in_a_form_runs_over_pages_whole(kind):
    facts = "".join(f"第{n:04d}次协商未果，双方各执一词；" for n in range(588))[:10_000]
    built = KINDS[kind].build(replace(KINDS[kind].sample(), facts=facts))

    assert raster.page_count(built) > 6
    numbers = re.findall(r"第(\d{4})次", flat(body_of(built)))
    assert numbers == sorted(numbers)
    assert len(numbers) == len(re.findall(r"第\d{4}次", facts))


@pytest.mark.timeout(20)
def test_a_long_record_keeps_every_utterance():
    said = tuple(Utterance(speaker="甲", text=f"第{n:03d}句，" + "说明" * (n % 60)) for n in range(200))
    built = record.build(replace(record.sample(), record=said))

    assert re.findall(r"第(\d{3})句", flat(body_of(built))) == [f"{n:03d}" for n in range(200)]


def test_longer_than_the_longest_is_refused():
    with pytest.raises(TextTooLong) as refused:
        agreement.build(replace(agreement.sample(), facts="长" * 10_001))

    assert "10001" in refused.value.for_user()


@pytest.mark.parametrize("theme", Theme)
def test_signatures_stay_together_with_the_last_words(theme):
    pages_seen = set()
    for lines in range(0, 30):
        paper = replace(agreement.sample(), facts="\n".join(f"第{n}行。" for n in range(lines)) or "无。")
        texts = page_texts(agreement.build(paper, theme=theme))
        (signed_on,) = [at for at, text in enumerate(texts) if "（印章）" in text]
        for words in ("本协议一式", "记录人：", "人民调解员：", "（签名、盖章或按指印）", "（盖章）"):
            assert words in texts[signed_on]
        assert "（印章）" in texts[-1]
        pages_seen.add(len(texts))

    assert len(pages_seen) > 1


def test_copies_are_one_for_each_party_and_one_for_the_committee():
    assert agreement.sample().copies == 3
    assert sample_of_wages().copies == 34 + 1 + 1 + 1
    assert "一式37份" in text_of(agreement.build(sample_of_wages()), "pypdf")


def test_annex_repeats_its_heading_and_closes_with_totals():
    texts = page_texts(agreement.build(sample_of_wages()))

    annex = [text for text in texts if "身份证号码" in text and "第一期（元）" in text]
    assert len(annex) == 2
    assert "639,390.91" in annex[-1]


def test_an_annex_with_a_short_row_is_refused():
    with pytest.raises(ValueError, match="every row"):
        Annex(title="表", columns=(Column(heading="甲"), Column(heading="乙")), rows=(("一",),))


def test_a_draft_says_so_on_every_page_under_the_text():
    built = agreement.build(agreement.sample(), draft=True)

    assert all("草稿，未签发" in text for text in page_texts(built))
    assert "草稿" not in text_of(agreement.build(agreement.sample()), "pypdf")
    with pikepdf.open(BytesIO(built)) as file:
        for page in file.pages:
            content = page.Contents.read_bytes()
            pale, first_words, restored = content.index(b".91 g"), content.index(b"TJ"), content.index(b"\nQ\nQ\n")
            assert pale < first_words < restored
            assert content.count(b"TJ", 0, restored) == 1


def test_every_page_says_which_of_how_many():
    texts = page_texts(agreement.build(sample_of_wages()))

    assert [f"第{n}页共{len(texts)}页" in flat(text) for n, text in enumerate(texts, 1)] == [True] * len(texts)
    assert all("（2026）海棠人调字第001号" in text for text in texts)


def test_an_agreement_of_two_pages_stays_small():
    built = agreement.build(agreement.sample())

    assert raster.page_count(built) == 2
    assert len(built) <= 200_000
    assert len(agreement.build(agreement.sample(), theme=Theme.OFFICIAL)) <= 200_000


CROWD = tuple(PartyBlock(role="当事人", who=Person(name=f"某人{n:02d}")) for n in range(40))


@pytest.mark.parametrize(
    ("kind", "crowded"),
    [
        ("agreement", {"parties": CROWD}),
        ("application", {"applicants": CROWD}),
        ("acceptance_register", {"parties": tuple(party.name for party in CROWD)}),
        ("rights_notice", {"parties": tuple(party.name for party in CROWD)}),
        ("mediation_record", {"parties": tuple(Attendee(name=party.name) for party in CROWD)}),
    ],
)
@pytest.mark.parametrize("theme", Theme)
@pytest.mark.timeout(20)
def test_forty_parties_who_do_not_fit_on_a_page_all_get_a_place_to_sign(kind, crowded, theme):
    document = KINDS[kind]

    built = document.build(replace(document.sample(), **crowded), theme=theme)

    assert flat("".join(page_texts(built))).count("（签名、盖章或按指印）") == 40
    assert problems(built) == []


@pytest.mark.parametrize("kind", ["application", "acceptance_register", "mediation_record"])
@pytest.mark.parametrize("theme", Theme)
def test_a_page_of_signatures_says_what_is_signed(kind, theme):
    words = {
        "application": "当事人申请事项",
        "acceptance_register": "备注当事人：",
        "mediation_record": "达成协议",
    }[kind]
    for lines in range(0, 24):
        sample = KINDS[kind].sample()
        said = "\n".join(f"第{n}行。" for n in range(lines))
        changed = {"record": (Utterance(text=said),)} if kind == "mediation_record" else {"facts": said}
        last = page_texts(KINDS[kind].build(replace(sample, **changed), theme=theme))[-1]
        assert words in flat(last)
        assert "（签名" in last or "（盖章）" in last


def body_of(built: bytes) -> str:
    """Text without the heads and feet of the pages and the labels that stand upright beside a form."""
    margin = re.compile(r"第\d+页 共\d+页|人民调解\w+ （2026）海棠人调字第\d+号|.")
    lines = [line.strip() for text in page_texts(built) for line in text.splitlines()]
    return "\n".join(line for line in lines if not margin.fullmatch(line))
