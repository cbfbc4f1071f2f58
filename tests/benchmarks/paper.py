"""The sample agreement as PDF: ours, plain ReportLab, and LibreOffice converting the same words."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from statistics import median

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus.flowables import Flowable

from reports.documents import agreement
from reports.documents.wording import agent_lines, day, numeral, party_lines
from reports.typesetting.fonts import FOLDER
from reports.typesetting.themes import Theme

MAKES = 20  # of each kind in a round
BATCH = 10  # documents that LibreOffice converts in one run
BODY, STRONG, TITLE = "NotoSerifSC-Regular", "NotoSansSC-Regular", "NotoSerifSC-Bold"
LOOK = Theme.COMPACT.look
PAPER = agreement.sample()


def measure(rounds: int, office: Sequence[str]) -> dict[str, list[float]]:
    """ms a document, one median per round and kind, the kinds taking turns; `office` [] leaves LibreOffice out."""
    for name in (BODY, STRONG, TITLE):
        pdfmetrics.registerFont(TTFont(name, FOLDER / f"{name}.ttf"))
    kinds: dict[str, Callable[[], float]] = {
        "ours": lambda: _median(ours),
        "plain": lambda: _median(plain),
    }
    with tempfile.TemporaryDirectory(prefix="paper-") as temporary:
        if office:
            batch = _documents(Path(temporary), office)
            kinds["office"] = lambda: _converted(batch, office) / BATCH
        taken: dict[str, list[float]] = {kind: [] for kind in kinds}
        for turn in range(rounds + 1):  # the first warms the caches and is left out
            for kind, run in kinds.items():
                time_taken = run()
                if turn:
                    taken[kind].append(time_taken)
    return taken


def words() -> list[tuple[str, str]]:
    """What the sample says below its title, paragraph by paragraph: the words in 黑体, and the rest."""
    lines = [("", f"编号：{PAPER.number}")]
    for party in PAPER.parties:
        lines += _introduced(party.role, party_lines(party))
        for agent in party.agents:
            lines += _introduced(agent.kind, agent_lines(agent))
    lines += [("纠纷主要事实、争议事项：", PAPER.facts), ("责任：", PAPER.liability)]
    lines.append(("经调解，自愿达成如下协议：", ""))
    for n, term in enumerate(PAPER.terms, 1):
        lines += [("", line) for line in f"{numeral(n)}、{term}".splitlines()]
    lines.append(("履行方式、时限：", PAPER.performance))
    lines.append(("", f"本协议一式{PAPER.copies}份，当事人、人民调解委员会各持一份。"))
    lines += [("", f"{party.role}：{party.name}（签名、盖章或按指印）") for party in PAPER.parties]
    lines += [("", f"人民调解员：{name}（签名）") for name in PAPER.mediators]
    lines += [("", f"记录人：{PAPER.recorder}（签名）"), ("", PAPER.committee), ("", day(PAPER.signed_on))]
    return lines


def _introduced(role: str, lines: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    first, *rest = ("　".join(fields) for fields in lines)
    return [(f"{role}：", first), *(("", line) for line in rest)]


def ours() -> bytes:
    return agreement.build(PAPER, theme=Theme.COMPACT)


def plain() -> bytes:
    """ReportLab as it comes, in the same three faces: its own line breaking, no PDF/A, no footer."""
    body = ParagraphStyle(
        "body", fontName=BODY, fontSize=LOOK.body.size, leading=LOOK.body.leading, wordWrap="CJK", alignment=TA_JUSTIFY
    )
    title = ParagraphStyle("title", body, fontName=TITLE, fontSize=LOOK.title.size, leading=LOOK.title.leading)
    story: list[Flowable] = [Paragraph(agreement.TITLE, title)]
    for lead, rest in words():
        strong = f'<font name="{STRONG}">{escape(lead)}</font>' if lead else ""
        story.append(Paragraph(strong + escape(rest), body))
    out = BytesIO()
    sheet = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=LOOK.left,
        rightMargin=LOOK.right,
        topMargin=LOOK.top,
        bottomMargin=LOOK.bottom,
    )
    sheet.build(story)
    return out.getvalue()


def _documents(folder: Path, office: Sequence[str]) -> list[Path]:
    """BATCH .odt files with the same words, made by LibreOffice from one page of HTML."""
    page = folder / "sample.html"
    style = f"font-family:'Noto Serif SC','Noto Serif CJK SC',serif;font-size:{LOOK.body.size}pt;text-align:justify"
    body = f"<h1>{agreement.TITLE}</h1>" + "".join(
        f"<p><b>{escape(lead)}</b>{escape(rest)}</p>" for lead, rest in words()
    )
    page.write_text(f'<html><meta charset="utf-8"><body style="{style}">{body}</body></html>', encoding="utf-8")
    convert = ("--headless", "--norestore", "--writer", "--convert-to", "odt", "--outdir", str(folder), str(page))
    subprocess.run([*office, *convert], check=True, capture_output=True)
    first = page.with_suffix(".odt")
    made = [folder / f"{n}.odt" for n in range(BATCH)]
    for path in made:
        path.write_bytes(first.read_bytes())
    return made


def _converted(batch: list[Path], office: Sequence[str]) -> float:
    """ms to convert all of them in one run, the start of the program included."""
    folder = batch[0].parent
    for path in batch:
        path.with_suffix(".pdf").unlink(missing_ok=True)
    start = time.perf_counter()
    convert = ("--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder))
    subprocess.run([*office, *convert, *map(str, batch)], check=True, capture_output=True)
    taken = (time.perf_counter() - start) * 1000
    lost = [path.name for path in batch if not path.with_suffix(".pdf").exists()]
    if lost:
        raise RuntimeError(f"LibreOffice did not convert {', '.join(lost)}")
    return taken


def _median(make: Callable[[], bytes]) -> float:
    times = []
    for _ in range(MAKES):
        start = time.perf_counter()
        make()
        times.append((time.perf_counter() - start) * 1000)
    return median(times)
