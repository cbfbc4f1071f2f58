"""The demonstration, without its pictures: papers, lists, and last month's report as it is handed in."""

import json

from desktop import demo, pictures


def test_it_writes_the_papers_of_one_dispute_and_the_report_of_last_month(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "take", lambda *_: iter(()))
    said = []
    assert demo.demo(tmp_path, said.append) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"6-人民调解协议书.pdf", "当日清单.pdf", "值班日志.pdf", "日程.ics"} <= names
    assert "核对无误。" in said
    month = tmp_path / "月报"
    figures = json.loads((month / "figures.json").read_text(encoding="utf-8"))
    assert figures["cases_total"] >= 8
    assert figures["practice"] is True
    sealed = next(line for line in said if line.startswith("封存"))
    assert f"{figures['cases_total']} 件" in sealed
    code = figures["period"]["code"]
    made = {path.name.removeprefix(f"练习-{code}-"): path.read_bytes() for path in month.iterdir()}
    assert made["统计表.xlsx"].startswith(b"PK")
    assert made["月报.pdf"].startswith(b"%PDF")
    assert made["案件情况统计表.pdf"].startswith(b"%PDF")
    assert made["汇总登记表.csv"].startswith(b"\xef\xbb\xbf")
    assert any(line.startswith(f"月报:{len(made)} 个文件") for line in said)
