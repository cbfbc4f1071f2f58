"""LibreOffice as an independent spreadsheet: it computes everything anew, and prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="assign" binding="strong"><string>Noto Serif SC</string></edit></match>
</fontconfig>
"""


def found() -> bool:
    return shutil.which("soffice") is not None


class Office:
    """A LibreOffice with a profile of its own under `home`: all formulas recalculated on load, 宋体 for every face."""

    def __init__(self, home: Path) -> None:
        self._home = home
        user = home / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
        fonts = FONTS.format(fonts=escape(str(ROOT / "resources" / "fonts")), cache=escape(str(home / "cache")))
        (home / "fonts.conf").write_text(fonts, encoding="utf-8")

    def convert(self, workbooks: dict[str, bytes], to: str) -> dict[str, bytes]:
        """Each workbook by name, as `to` (xlsx, pdf) gives it back."""
        into = Path(tempfile.mkdtemp(dir=self._home))
        out = into / "out"
        for name, content in workbooks.items():
            (into / f"{name}.xlsx").write_bytes(content)
        command = ["soffice", f"-env:UserInstallation={(self._home / 'profile').as_uri()}", "--headless"]
        files = [str(into / f"{name}.xlsx") for name in workbooks]
        subprocess.run(
            [*command, "--convert-to", to, "--outdir", str(out), *files],
            env={**os.environ, "FONTCONFIG_FILE": str(self._home / "fonts.conf"), "HOME": str(self._home)},
            capture_output=True,
            check=True,
            timeout=110,
        )
        return {name: (out / f"{name}.{to}").read_bytes() for name in workbooks}
