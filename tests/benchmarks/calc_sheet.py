"""Run by the peers' Python: an xlsx with one row per line of a TSV file.

python calc_sheet.py WORDS.tsv REGISTER.xlsx
"""

import sys
from pathlib import Path

import xlsxwriter  # type: ignore[import-not-found]


def write(words: Path, sheet: Path) -> None:
    book = xlsxwriter.Workbook(str(sheet), {"constant_memory": True})
    page = book.add_worksheet()
    with words.open(encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            page.write_row(n, 0, line.rstrip("\n").split("\t"))
    book.close()


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
