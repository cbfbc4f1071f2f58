"""The derived figures are those of the files at every moment: after each act, its undoing, its failing, new rules."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from desktop.commands import agreements, disputes, history, records, rooms
from desktop.commands.desk import Desk
from desktop.commands.statistics import figures, freezing, reported, tallies
from desktop.commands.statistics.settings import set_counting
from desktop.commands.transfer.loading import load
from desktop.commands.verify import verify
from desktop.domain.agreements import Duty, Obligation, Performance
from desktop.domain.changes import new_id
from desktop.domain.counting import Basis, Counting, Mass, parse_period
from desktop.domain.disputes import Dispute, Filing, Mediation, Track
from desktop.domain.errors import MediationError, Refused
from desktop.domain.people import Claimant, Member, Person, PersonKind, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.records import FollowEnd, FollowUp
from desktop.domain.reporting import Screening
from desktop.storage import schema
from tests.commands.counted import all_pieces, check_behind, check_figures, check_kept, check_lines
from tests.commands.random_files import fill, some_file
from tests.commands.test_counting import RULES, STEADY
from tests.commands.test_nothing_forgotten import Clock
from tests.conftest import PASSWORD, cases, fixed_now

OLD = Path(__file__).parent.parent / "data" / "room-0.1.0"
YEAR, NOVEMBER = parse_period("2026"), parse_period("2026-11")
which = st.integers(0, 7)
CATEGORIES = ("contract", "medical", "neighbourhood", "labour_other")
SOURCES = ("walk_in", "court", "petition", "police_110")


class Lives(RuleBasedStateMachine):
    """A few files that live by the verbs of the screens; refusals are fine, what was done must be counted."""

    room: Path  # with a team and no file; every life has its own copy

    @initialize()
    def begin(self) -> None:
        self.clock = Clock()
        self.copy = self.room.with_name(new_id().hex)
        shutil.copytree(self.room, self.copy)
        self.desk = rooms.open_room(self.copy, rooms.find_account(self.copy, None), PASSWORD, now=self.clock)
        self.team = [m.id for m in self.desk.members()]
        self.mine: list[UUID] = []
        self.register(0)

    @property
    def file(self) -> UUID:
        return self.mine[-1]

    def attempt(self, act: Callable[[], Any]) -> None:
        with suppress(MediationError):
            act()

    def now(self) -> Dispute:
        with self.desk.read() as reader:
            return reader.get(Dispute, self.file)

    def edit(self, **said: Any) -> None:
        self.attempt(lambda: disputes.edit(self.desk, replace(self.now(), **said)))

    @rule(n=which)
    def register(self, n: int) -> None:
        arrival = disputes.Arrival(
            name="来人", facts="一件事", category=CATEGORIES[n % 4], other="某某公司" if n % 2 else "对方"
        )
        arrival = replace(arrival, source=SOURCES[n % 4], mediator=self.team[n % 4])
        self.mine.append(disputes.register(self.desk, arrival).id)

    @rule(n=which)
    def accept(self, n: int) -> None:
        team = [self.team[n % 4], self.team[(n + 1) % 4]]
        self.attempt(lambda: disputes.accept(self.desk, self.file, on=self.desk.today(), mediators=team))

    @rule(n=which)
    def refuse_or_refer(self, n: int) -> None:
        ground = self.desk.handbook.grounds[0].code
        if n % 2:
            self.attempt(lambda: disputes.refuse(self.desk, self.file, on=self.desk.today(), grounds=[ground]))
        else:
            self.attempt(lambda: disputes.refer(self.desk, self.file, on=self.desk.today(), to="派出所"))

    @rule(n=which, difficult=st.booleans())
    def describe(self, n: int, difficult: bool) -> None:
        self.edit(category=CATEGORIES[n % 4], source=SOURCES[n // 2 % 4], is_difficult=difficult, parties_count=n)

    @rule(n=which)
    def prevent(self, n: int) -> None:
        self.edit(prevention={"suicide_cases": 1, "suicide_people": n} if n else {})

    @rule(n=which)
    def others_answer(self, n: int) -> None:
        self.edit(mediators=(self.team[n % 4], self.team[n // 2 % 4]))

    @rule(n=which)
    def agree(self, n: int) -> None:
        duty = Obligation(
            dispute_id=self.file,
            agreement_id=self.file,
            seq=1,
            kind=Duty.MONEY,
            amount_fen=n * 777,
            due=self.desk.today(),
        )
        self.attempt(
            lambda: agreements.record_oral(
                self.desk, self.file, on=self.desk.today(), facts="", terms=["还钱"], obligations=[duty] if n else []
            )
        )

    @rule()
    def pay(self) -> None:
        with self.desk.read() as reader:
            duties = reader.file(self.file).obligations
        for duty in duties:
            paid = Performance(
                dispute_id=self.file, obligation_id=duty.id, seq=1, on=self.desk.today(), amount_fen=duty.amount_fen
            )
            self.attempt(lambda paid=paid: records.save(self.desk, paid))  # type: ignore[misc]

    @rule(n=which)
    def go_to_court(self, n: int) -> None:
        kind = ("judicial_confirmation", "lawsuit", "payment_order", "arbitration_review")[n % 4]
        track = Track(dispute_id=self.file, kind=kind, applied=self.desk.today())
        self.attempt(lambda: records.save(self.desk, track))

    @rule()
    def leave_court(self) -> None:
        with self.desk.read() as reader:
            kept = reader.file(self.file).tracks
        for track in kept[-1:]:
            self.attempt(lambda track=track: records.remove(self.desk, track))  # type: ignore[misc]

    @rule(to=st.sampled_from([Mediation.TERMINATED, Mediation.WITHDRAWN, Mediation.MEDIATING]))
    def move(self, to: Mediation) -> None:
        self.attempt(lambda: disputes.move(self.desk, self.file, to, on=self.desk.today(), reason="谈不拢"))

    @rule()
    def close(self) -> None:
        asked = FollowUp(dispute_id=self.file, on=self.desk.today(), end=FollowEnd.SETTLED)
        self.attempt(lambda: records.save(self.desk, asked))
        self.attempt(lambda: disputes.close(self.desk, self.file, on=self.desk.today(), result=""))

    @rule()
    def reopen(self) -> None:
        self.attempt(lambda: disputes.reopen(self.desk, self.file, on=self.desk.today(), why="愿意再谈"))

    @rule()
    def archive(self) -> None:
        self.attempt(lambda: disputes.archive(self.desk, self.file, on=self.desk.today()))

    @rule(n=which)
    def workers_come(self, n: int) -> None:
        """A list of workers, as a mass file has it, in one act."""
        if self.now().filing is not Filing.OPEN:
            return
        with self.desk.act(Act.EDIT, "claimants", dispute=self.file) as tx:
            tx.put(replace(tx.get(Dispute, self.file), is_mass=True))
            for no in range(1, n + 1):
                person = Person(name=f"工人{no}")
                tx.put(person)
                worker = Claimant(dispute_id=self.file, person_id=person.id, no=no, owed_fen=no * 100)
                tx.put(replace(worker, signed_agreement=no % 3 > 0))

    @rule()
    def a_party_is_a_company_after_all(self) -> None:
        with self.desk.read() as reader:
            file = reader.file(self.file)
        person = file.person(file.sides[0])
        kind = PersonKind.NATURAL if person.kind is PersonKind.LEGAL else PersonKind.LEGAL
        self.attempt(
            lambda: disputes.save_person(self.desk, self.file, replace(person, name="某某有限公司", kind=kind))
        )

    @rule()
    def take_back(self) -> None:
        self.attempt(lambda: history.undo_last(self.desk))
        with self.desk.read() as reader:
            left = {d.id for d in reader.find(Dispute, id=self.mine)}
        self.mine = [id for id in self.mine if id in left]
        if not self.mine:
            self.register(1)
        figures.count_all(self.desk)  # when it was the rules that were taken back

    @rule()
    def something_breaks(self) -> None:
        """An act that fails at its end leaves nothing, neither rows nor figures."""
        with pytest.raises(ZeroDivisionError), self.desk.act(Act.EDIT, "edit", dispute=self.file) as tx:  # noqa: PT012
            tx.put(replace(tx.get(Dispute, self.file), category="tourism", is_difficult=True))
            raise ZeroDivisionError

    @rule()
    def lay_away(self) -> None:
        with self.desk.act(Act.EDIT, "edit") as tx:
            tx.remove(tx.get(Dispute, self.mine.pop()))
        if not self.mine:
            self.register(2)

    @rule(rules=st.sampled_from(RULES), basis=st.sampled_from(Basis))
    def other_rules(self, rules: Counting, basis: Basis) -> None:
        set_counting(self.desk, replace(rules, basis=basis), "区司法局通知")
        figures.count_all(self.desk)

    @rule(by=st.integers(0, 40))
    def days_pass(self, by: int) -> None:
        self.clock.now += timedelta(days=by)

    @invariant()
    def what_is_kept_is_what_is(self) -> None:
        if getattr(self, "mine", None):
            check_kept(self.desk)

    def teardown(self) -> None:
        if getattr(self, "mine", None):
            check_figures(self.desk, all_pieces(self.desk), [NOVEMBER, YEAR, parse_period("2027")])
        if hasattr(self, "desk"):
            self.desk.store.close()
            shutil.rmtree(self.copy)


@pytest.fixture
def lives(make_room: Callable[..., Desk]) -> type[Lives]:
    desk = make_room()
    for name in ("严伯年", "梁其", "高明"):
        rooms.save_member(desk, Member(name=name, role=TeamRole.PEOPLE_MEDIATOR))
    desk.store.close()
    return type("ThisRoom", (Lives,), {"room": desk.store.folder})


def test_whatever_is_done_the_figures_are_those_of_the_files(lives: type[Lives]) -> None:
    run_state_machine_as_test(lives, settings=settings(STEADY, max_examples=18, stateful_step_count=20))


# -- one by one


def a_file(desk: Desk, category: str = "contract") -> UUID:
    arrival = disputes.Arrival(name="来人", facts="一件事", category=category, other="对方")
    id = disputes.register(desk, arrival).id
    disputes.accept(desk, id, on=desk.today(), mediators=[desk.members()[0].id])
    return id


def total(desk: Desk, code: str = "cases_total") -> int:
    return figures.case_table(desk, NOVEMBER, Basis.RECEIVED).values[code]


def test_an_act_and_its_undoing_move_the_figures_there_and_back(make_room: Callable[..., Desk]) -> None:
    desk = make_room("cases")
    before = figures.case_table(desk, YEAR).values
    id = a_file(desk)
    with desk.read() as reader:
        dispute = reader.get(Dispute, id)
    disputes.edit(desk, replace(dispute, category="medical"))
    assert (total(desk), total(desk, "category_medical"), total(desk, "category_contract")) == (1, 1, 0)
    check_kept(desk)
    assert history.undo_last(desk) == "edit"
    assert (total(desk), total(desk, "category_medical"), total(desk, "category_contract")) == (1, 0, 1)
    check_kept(desk)
    with desk.act(Act.EDIT, "edit") as tx:
        tx.remove(tx.get(Dispute, id))
    assert total(desk) == 0
    history.undo_last(desk)
    assert total(desk) == 1
    assert figures.case_table(desk, YEAR).values == before, "by the day of closing nothing came about"
    check_kept(desk)


def test_an_act_that_fails_moves_nothing(make_room: Callable[..., Desk]) -> None:
    desk = make_room()
    id = a_file(desk)
    with pytest.raises(ZeroDivisionError), desk.act(Act.EDIT, "edit", dispute=id) as tx:  # noqa: PT012
        dispute = replace(tx.get(Dispute, id), category="tourism")
        tx.put(dispute)
        tallies.tally(tx, [id], tx.files([id]), desk.handbook)
        raise ZeroDivisionError
    assert (total(desk, "category_contract"), total(desk, "category_tourism")) == (1, 0)
    check_kept(desk)


def test_loading_again_counts_nobody_twice(make_room: Callable[..., Desk]) -> None:
    desk = make_room("cases")
    once = figures.case_table(desk, YEAR).values
    load(desk, cases())
    assert figures.case_table(desk, YEAR).values == once
    check_kept(desk)


def test_screenings_count_by_their_day_and_only_while_they_are_there(make_room: Callable[..., Desk]) -> None:
    """排查 is no case: 次, 件 found and 件 prevented; the first and the last day of a month are in it."""
    desk = make_room()
    days = ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01", "2025-11-15")
    made = [
        Screening(on=date.fromisoformat(day), found=n, prevented=2 * n)
        for day, n in zip(days, (1, 10, 100, 1000, 4), strict=True)
    ]
    with desk.act(Act.EDIT, "screening") as tx:
        for one in made:
            tx.put(one)
    codes = ("screening_times", "screening_found", "screening_prevented")

    def said(period: str) -> tuple[int, ...]:
        table = figures.case_table(desk, parse_period(period))
        assert all(figures.behind(desk, table.line(code), table.period) == () for code in codes)
        return tuple(table.values[code] for code in codes)

    assert said("2026-11") == (2, 110, 220)
    assert said("2026-Q4") == said("2026-H2") == said("2026") == (4, 1111, 2222)
    assert said("2026-Q3") == (0, 0, 0)
    with desk.act(Act.EDIT, "screening") as tx:
        tx.remove(made[1])
    assert said("2026-11") == (1, 100, 200)


# -- by which rules it was counted


def test_a_new_room_is_counted_from_its_first_minute(make_room: Callable[..., Desk]) -> None:
    desk = make_room()
    assert total(desk) == 0
    a_file(desk)
    assert total(desk) == 1
    assert not figures.count_all(desk), "there is nothing to count anew"


def test_no_figure_is_shown_while_files_follow_other_rules(make_room: Callable[..., Desk]) -> None:
    desk = make_room("cases")
    assert set_counting(desk, Counting(mass=Mass.WORKER), "区司法局通知")
    line = figures.line_of("cases_total")
    for ask in (
        lambda: figures.case_table(desk, YEAR),
        lambda: figures.behind(desk, line, YEAR),
        lambda: figures.at(desk, "", "", "cases", YEAR),
        lambda: figures.offenders(desk, "forms", YEAR),
        lambda: reported.table(desk, YEAR),
        lambda: reported.behind(desk, line, YEAR),
        lambda: reported.of_period(desk, YEAR),
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code == "not_counted"
    heard: list[tuple[int, int]] = []
    assert figures.count_all(desk, lambda done, of: heard.append((done, of)))
    assert heard == [(6, 6)]
    assert figures.case_table(desk, YEAR).values["cases_total"] == 41
    assert history.undo_last(desk) == "counting_setting"
    with pytest.raises(Refused):
        figures.case_table(desk, YEAR)
    assert figures.count_all(desk)
    assert figures.case_table(desk, YEAR).values["cases_total"] == 5
    check_kept(desk)


def test_another_basis_alone_needs_no_counting(make_room: Callable[..., Desk]) -> None:
    """Every tally knows its days by each basis."""
    desk = make_room("cases")
    assert not set_counting(desk, Counting(basis=Basis.AGREED), "区司法局通知")
    assert figures.case_table(desk, YEAR).counting.basis is Basis.AGREED


def test_rules_set_and_set_back_leave_no_mixture(make_room: Callable[..., Desk]) -> None:
    """Between the two a file was written by the other rules: what says it is counted must be counted."""
    desk = make_room("cases")
    set_counting(desk, Counting(refused=True), "试一试")
    with desk.read() as reader:
        refused = reader.find(Dispute, intake="refused")[0]
        file = reader.file(refused.id)
    person = file.person(file.sides[0])
    with desk.act(Act.EDIT, "person") as tx:
        tx.put(replace(person, phone="12000000001"))
    set_counting(desk, Counting())
    with pytest.raises(Refused):
        figures.case_table(desk, YEAR)
    figures.count_all(desk)
    assert figures.case_table(desk, YEAR).values["cases_total"] == 5
    check_kept(desk)


def test_a_recount_that_was_broken_off_is_not_taken_for_done(
    make_room: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "AT_ONCE", 2)
    desk = make_room("cases")
    set_counting(desk, Counting(mass=Mass.WORKER), "区司法局通知")

    class Left(Exception):
        pass

    def leave(done: int, _of: int) -> None:
        if done > 3:
            raise Left

    with pytest.raises(Left):
        figures.count_all(desk, leave)
    for rules in (Counting(mass=Mass.WORKER), Counting()):
        desk.handbook = replace(desk.handbook, counting=rules)
        with pytest.raises(Refused):
            figures.case_table(desk, YEAR)
    desk.refresh_rules()
    assert figures.count_all(desk)
    check_kept(desk)
    assert figures.case_table(desk, YEAR).values["cases_total"] == 41


def test_rules_that_change_while_files_are_counted_are_followed_in_the_end(
    make_room: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "AT_ONCE", 2)
    desk = make_room("cases")
    set_counting(desk, Counting(mass=Mass.WORKER), "区司法局通知")
    changed: list[bool] = []

    def change(done: int, _of: int) -> None:
        if done == 4 and not changed:
            changed.append(True)
            set_counting(desk, Counting(refused=True), "又一通知")
            a_file(desk)  # counted by the newest rules while the others are still being counted by the ones before

    assert figures.count_all(desk, change)
    check_kept(desk)
    check_figures(desk, all_pieces(desk), [YEAR])


def test_tallies_of_files_that_are_gone_are_swept_out(make_room: Callable[..., Desk]) -> None:
    """As an older program, or a restored copy, may leave them."""
    desk = make_room("cases")
    with desk.store.aside() as tx:
        tx.connection.exec_driver_sql("UPDATE disputes SET gone = 1 WHERE case_no LIKE '%001%'")
        tx.set_meta(tallies.COUNTED, "")
    figures.count_all(desk)
    assert figures.case_table(desk, YEAR).values["cases_total"] == 4
    check_kept(desk)


def test_another_program_counts_anew(make_room: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_room("cases")
    monkeypatch.setattr(tallies, "__version__", "9.9.9")
    with pytest.raises(Refused):
        figures.case_table(desk, YEAR)
    assert figures.count_all(desk)
    assert not figures.count_all(desk)


def test_a_room_of_0_1_0_is_counted_after_its_upgrade(tmp_path: Path) -> None:
    """Revision 0003 brings empty tables: no figure until every file was counted, then those of the brute force."""
    folder = tmp_path / "room"
    shutil.copytree(OLD, folder)
    desk = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=fixed_now)
    with desk.read() as reader:
        assert reader.rows(select(schema.tallies)) == reader.rows(select(schema.sums)) == []
        assert reader.committee().counts_as == "street"
        assert [(m.sex, m.born, m.education, m.employment) for m in reader.find(Member)] == [
            ("", None, "", "") for _ in desk.members()
        ]
    with pytest.raises(Refused) as refused:
        figures.case_table(desk, YEAR)
    assert refused.value.code == "not_counted"
    assert figures.count_all(desk)
    found = all_pieces(desk)
    assert found
    check_figures(desk, found)
    for basis in Basis:
        check_lines(desk, found, YEAR, basis)
        check_behind(desk, found, YEAR, basis)
    check_kept(desk)
    assert verify(desk).clean
    desk.store.close()
    again = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=fixed_now)
    assert not figures.count_all(again), "once is enough"
    again.store.close()


# -- what was frozen


def test_the_year_so_far_is_that_of_the_month_before_and_the_month(make_room: Callable[..., Desk]) -> None:
    """领域 3.2, with frozen months and edits behind their backs among them."""
    desk = make_room()
    fill(desk, (some_file(n, [m.id for m in desk.members()]) for n in range(120)))
    for month in ("2026-02", "2026-03", "2026-07"):
        freezing.freeze(desk, month, "照报")
    with desk.read() as reader:
        some = [e.dispute for e in figures.behind(desk, figures.line_of("cases_total"), parse_period("2026-03"))]
        moved = [replace(d, category="tourism", is_difficult=not d.is_difficult) for d in reader.find(Dispute, id=some)]
    assert moved
    with desk.act(Act.LOAD, "load") as tx:
        for dispute in moved:
            tx.put(dispute)
    assert freezing.corrections(desk)
    before = dict.fromkeys((line.code for line in figures.table_lines()), 0)
    for month in YEAR.months:
        period = parse_period(month)
        alone, so_far = reported.table(desk, period), reported.table(desk, period.to_date())
        assert so_far.values == {code: n + alone.values[code] for code, n in before.items()}, month
        for table in (alone, so_far):
            for line in table.lines:
                assert sum(e.amount for e in reported.behind(desk, line, table.period)) == table.values[line.code]
        before = dict(so_far.values)
    check_kept(desk)
