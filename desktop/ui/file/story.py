"""What has happened in a file, in plain words, newest first: from its records, not from its log."""

from __future__ import annotations

from datetime import date

from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing, Intake, Mediation
from desktop.domain.records import SessionOutcome
from desktop.domain.wording import numeral
from desktop.ui.words import INTAKES

OUTCOMES = {
    SessionOutcome.SETTLED: "达成一致",
    SessionOutcome.NOT_SETTLED: "未达成协议",
    SessionOutcome.TO_CONTINUE: "有待继续",
}
APPLICATIONS = {"written": "收到书面申请", "oral": "口头申请"}


def story(file: CaseFile, most: int = 12) -> list[tuple[date, str]]:
    """(day, what) of what has been done; planned things are not part of it."""
    d = file.dispute
    found: list[tuple[date, int, str]] = []

    def add(day: date | None, rank: int, what: str) -> None:
        if day is not None:
            found.append((day, rank, what))

    add(d.received_at.date(), 0, "登记")
    add(d.applied_on, 1, APPLICATIONS.get(d.application_form, "提出申请"))
    if d.intake is not Intake.RECEIVED:
        add(d.decided_on, 2, INTAKES[d.intake].removeprefix("已"))
    add(d.notice_on, 3, "签收告知书")
    for inquiry in file.investigations:
        add(inquiry.at.date(), 4, f"调查:{inquiry.place}" if inquiry.place else "调查")
    for session in file.sessions:
        if not session.planned:
            outcome = f",{OUTCOMES[session.outcome]}" if session.outcome else ""
            add(session.starts.date(), 5, f"第{numeral(session.no)}次调解{outcome}")
    for extension in file.extensions:
        add(extension.on, 6, f"延期至 {extension.until:%m-%d}")
    if d.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN}:
        add(d.ended_on, 7, "终止调解" if d.mediation is Mediation.TERMINATED else "当事人撤回")
    for agreement in file.agreements:
        if agreement.form is Form.ORAL:
            add(agreement.agreed_on, 8, "达成口头协议")
        elif agreement.status is Status.SIGNED:
            add(agreement.effective_on or agreement.agreed_on, 8, "协议签字生效")
    for track in file.tracks:
        court = track.kind == "judicial_confirmation"
        add(track.applied, 9, "申请司法确认" if court else "申请仲裁审查")
        add(track.decided, 10, track.result or ("司法确认裁定" if court else "仲裁审查结果"))
    for performance in file.performances:
        money = f" {performance.amount_fen / 100:,.2f} 元" if performance.amount_fen else ""
        add(performance.on, 11, f"履行{money}")
    for asked in file.follow_ups:
        add(asked.on, 12, f"{asked.method}回访" if asked.method else "回访")
    for feedback in file.feedbacks:
        add(feedback.on, 13, f"向{feedback.to}反馈" if feedback.to else "反馈")
    if d.filing is not Filing.OPEN:
        add(d.closed_on, 14, "结案")
    if d.filing is Filing.ARCHIVED:
        add(d.archived_on, 15, "归档")
    found.sort(key=lambda each: (each[0], each[1]), reverse=True)
    return [(day, what) for day, _, what in found[:most]]
