"""What is asked of the spooler, and a real one when this machine can start it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pypdf import PdfReader

from desktop.ui.papers.pixels import Pixels
from desktop.ui.papers.printing import (
    NO_PRINTER,
    CupsLp,
    PrintJob,
    PrintRefused,
    PrintService,
    lp_arguments,
    page_range,
    range_text,
)
from reports.documents import agreement

CUPSD = "/usr/sbin/cupsd"
CUPS_PDF = Path("/usr/lib/cups/backend/cups-pdf")


@pytest.fixture(scope="module")
def paper() -> bytes:
    return agreement.build(agreement.sample())


def test_every_print_is_a4_at_its_own_size() -> None:
    job = PrintJob(printer="调处室-HP", title="(2026)海棠人调字第041号", copies=3, pages=(1, 2, 4))

    assert lp_arguments(job) == [
        *("-d", "调处室-HP", "-n", "3", "-t", "(2026)海棠人调字第041号"),
        *("-o", "media=A4", "-o", "print-scaling=none", "-o", "sides=two-sided-long-edge"),
        *("-P", "1-2,4"),
    ]


def test_one_side_and_all_pages() -> None:
    arguments = lp_arguments(PrintJob(printer="HP", title="2026-041", duplex=False))

    assert "sides=one-sided" in arguments
    assert "-P" not in arguments


@pytest.mark.parametrize(
    ("typed", "pages"),
    [("", ()), ("1-3", (1, 2, 3)), ("1、3", (1, 3)), ("２－3,1", (1, 2, 3)), ("1-4", ()), (" 4 ", (4,))],
)
def test_pages_as_people_write_them(typed: str, pages: tuple[int, ...]) -> None:
    assert page_range(typed, 4) == pages


@pytest.mark.parametrize("typed", ["0", "5", "3-1", "a", "1-", "99999"])
def test_pages_that_are_not_there_are_refused_in_words(typed: str) -> None:
    with pytest.raises(PrintRefused) as refused:
        page_range(typed, 4)

    assert refused.value.for_user().endswith("。")


def test_pages_are_said_in_runs() -> None:
    assert range_text((1, 2, 3, 5, 7, 8)) == "1-3,5,7-8"


def test_a_spooler_that_refuses_is_said_with_the_next_step(tmp_path: Path) -> None:
    lp = tmp_path / "lp"
    lp.write_text("#!/bin/sh\ncat > /dev/null\nexit 1\n")
    lp.chmod(0o755)

    with pytest.raises(PrintRefused, match="HP"):
        CupsLp(str(lp)).send(b"%PDF", PrintJob(printer="HP", title="x"))
    with pytest.raises(PrintRefused, match="另存为 PDF"):
        CupsLp(str(tmp_path / "none")).send(b"%PDF", PrintJob(printer="HP", title="x"))


def test_the_spooler_gets_the_very_bytes(tmp_path: Path, paper: bytes) -> None:
    lp = tmp_path / "lp"
    lp.write_text(f'#!/bin/sh\ncat > "{tmp_path}/got.pdf"\nprintf "%s\\n" "$@" > "{tmp_path}/asked"\n')
    lp.chmod(0o755)
    job = PrintJob(printer="HP", title="2026-041; rm -rf x", copies=2)

    CupsLp(str(lp)).send(paper, job)

    assert (tmp_path / "got.pdf").read_bytes() == paper
    assert (tmp_path / "asked").read_text().splitlines() == lp_arguments(job), "no shell reads the words"


def test_without_a_printer_one_clear_sentence() -> None:
    service = PrintService(CupsLp("/nonexistent"), lambda: [], lambda: "")

    with pytest.raises(PrintRefused, match="另存为 PDF") as refused:
        service.send(b"%PDF", PrintJob(printer="", title="x"))
    assert refused.value.for_user() == NO_PRINTER


def test_pixels_keep_pages_and_size(qapp: object, tmp_path: Path, paper: bytes) -> None:
    to = tmp_path / "pixels.pdf"

    Pixels(str(to)).send(paper, PrintJob(printer="", title="2026-041"))

    pages = PdfReader(to).pages
    assert len(pages) == len(PdfReader(_file(tmp_path, paper)).pages)
    assert [round(float(side)) for side in (pages[0].mediabox.width, pages[0].mediabox.height)] == [595, 842]


def _file(folder: Path, paper: bytes) -> Path:
    kept = folder / "paper.pdf"
    kept.write_bytes(paper)
    return kept


# -- a real spooler


@pytest.fixture
def queue() -> Iterator[CupsLp]:
    """A cupsd of this test alone with a cups-pdf queue; skipped where it cannot be started."""
    lp, lpadmin = shutil.which("lp"), shutil.which("lpadmin") or "/usr/sbin/lpadmin"
    if not (Path(CUPSD).exists() and CUPS_PDF.exists() and lp and Path(lpadmin).exists() and os.geteuid() == 0):
        pytest.skip("needs cupsd, cups-pdf and root")
    home = Path(tempfile.mkdtemp(prefix="desk-cups-"))  # the filters run as another user: not below pytest's own folder
    home.chmod(0o755)
    address = _settle_down(home)
    files = f"{home}/etc/cups-files.conf"
    daemon = subprocess.Popen(
        [CUPSD, "-f", "-c", f"{home}/etc/cupsd.conf", "-s", files], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    queue = ["-p", "PDF", "-v", "cups-pdf:/", "-m", "lsb/usr/cups-pdf/CUPS-PDF_opt.ppd", "-E"]
    again = f'for n in 1 2 3 4 5 6 7 8 9; do "{lpadmin}" -h {address} "$@" && exit 0; sleep 0.3; done; exit 1'
    try:
        made = subprocess.run(["/bin/sh", "-c", again, "lpadmin", *queue], capture_output=True, timeout=60, check=False)
        if made.returncode:
            pytest.skip(f"cupsd cannot be used here: {made.stderr.decode(errors='replace')[-200:]}")
        yield CupsLp(str(lp), {**os.environ, "CUPS_SERVER": address})
    finally:
        daemon.terminate()
        daemon.wait(10)
        shutil.rmtree(home, ignore_errors=True)


def _settle_down(home: Path) -> str:
    """Folders and settings of a private spooler; the address that it listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    for name in ("etc/ppd", "spool/tmp", "cache", "run", "log"):
        (home / name).mkdir(parents=True)
        (home / name).chmod(0o777)
    settings = {
        "cups-files.conf": f"ServerRoot {home}/etc\nRequestRoot {home}/spool\nCacheDir {home}/cache\n"
        f"StateDir {home}/run\nTempDir {home}/spool/tmp\nErrorLog {home}/log/error\n"
        f"AccessLog {home}/log/access\nPageLog {home}/log/page\nSystemGroup root lpadmin\n",
        "cupsd.conf": f"Listen {address}\nDefaultAuthType None\nBrowsing No\nWebInterface No\n"
        "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
        "<Location /admin>\nOrder allow,deny\nAllow all\n</Location>\n"
        "<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n",
    }
    for name, text in settings.items():
        (home / "etc" / name).write_text(text)
    return address


def test_a_real_spooler_takes_the_paper(queue: CupsLp, paper: bytes, qtbot) -> None:  # type: ignore[no-untyped-def]
    title = f"desk-{uuid4().hex}"
    tray = Path.home() / "PDF"  # where cups-pdf lays down what a user prints

    def printed() -> list[Path]:
        return [file for file in tray.glob(f"{title}*.pdf") if file.read_bytes().rstrip().endswith(b"%%EOF")]

    queue.send(paper, PrintJob(printer="PDF", title=title, pages=(1,)))
    qtbot.waitUntil(lambda: bool(printed()), timeout=60_000)
    page = PdfReader(printed()[0]).pages
    sides = [round(float(side)) for side in (page[0].mediabox.width, page[0].mediabox.height)]
    for file in printed():
        file.unlink()

    assert len(page) == 1
    assert sides == [595, 842]


def test_a_queue_that_is_not_there_is_refused(queue: CupsLp, paper: bytes) -> None:
    with pytest.raises(PrintRefused, match="没有的打印机"):
        queue.send(paper, PrintJob(printer="没有的打印机", title="2026-041"))
