"""The practice room's files: enough of every kind, and nothing that a lawyer or an accountant would stop at."""

import json
import re
from datetime import date
from functools import cache
from importlib.resources import files

import pytest
from stdnum.cn import ric, uscc

from desktop.domain.people import PartyRole, PersonKind, TeamRole
from resources.rules import rows

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))


@cache
def room():
    return json.loads((files("resources") / "samples" / "practice.json").read_text(encoding="utf-8"))


CASES = [pytest.param(case, id=case["key"]) for case in room()["cases"]]


def persons(case):
    return [*case["parties"], *case["agents"], *case.get("witnesses", [])]


def everybody():
    return [p for c in room()["cases"] for p in (*persons(c), *c.get("workers", []))]


def texts(value):
    if isinstance(value, dict):
        for child in value.values():
            yield from texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from texts(child)
    elif isinstance(value, str):
        yield value


def in_words(fen):
    """人民币 amount in words, worked out the slow way: digit by digit, zeros folded."""
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    if not fen:
        return "人民币零元整"
    words = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = yuan // size % 10000
        said = "".join(DIGITS[group // n % 10] + (u if group // n % 10 else "") for n, u in UNITS)
        words += said + (name if group else "")
    words = re.sub("零+", "零", words).strip("零")
    words = re.sub("零([亿万])", r"\1", words)
    words += "元" if yuan else ""
    words += DIGITS[jiao] + "角" if jiao else "零" if cents and yuan else ""
    words += DIGITS[cents] + "分" if cents else "整"
    return "人民币" + words


def is_off(day):
    years = rows("holidays")
    if day.isoformat() in {d["date"] for y in years for d in y["make_up_workdays"]}:
        return False
    return day.weekday() >= 5 or day.isoformat() in {d["date"] for y in years for d in y["days_off"]}


def test_there_are_enough_files_and_the_key_names_each_once():
    keys = [c["key"] for c in room()["cases"]]
    assert len(keys) >= 60
    assert len(keys) == len(set(keys))
    assert sum(c["closing"] is None for c in room()["cases"]) >= 38
    assert sum(c["closing"] is not None for c in room()["cases"]) >= 24


def test_the_team_has_every_part_of_three_plus_x():
    team = room()["team"]
    held = [m["role"] for m in team]
    assert len(team) >= 12
    assert set(held) == set(TeamRole) - {TeamRole.OTHER}
    assert held.count("duty_lawyer") == held.count("police_officer") == 2
    assert len({m["id"] for m in team}) == len(team)


def test_all_categories_sources_and_risk_levels_occur():
    cases = room()["cases"]
    assert {c["dispute_category_code"] for c in cases} == {r["code"] for r in rows("categories")}
    assert {c["source"]["type"] for c in cases} == {r["code"] for r in rows("sources")}
    assert {c["risk"]["level"] for c in cases} == {"green", "yellow", "orange", "red"}
    assert {k for c in cases for k in c["cautions"]} <= {r["code"] for r in rows("cautions")}


def test_labels_are_those_of_the_rules():
    categories = {r["code"]: r["label"] for r in rows("categories")}
    sources = {r["code"]: r["official_label"] for r in rows("sources")}
    for case in room()["cases"]:
        assert case["dispute_category"] == categories[case["dispute_category_code"]]
        assert case["source"]["label"] == sources[case["source"]["type"]]


def test_every_stage_occurs():
    found = set()
    for case in room()["cases"]:
        decision, agreement = case["acceptance"], case["agreement"]
        if decision is None:
            found.add("registered")
        elif decision["decision"] == "refused":
            found.add("refused")
        elif case["archive"]:
            found.add("archived")
        elif case["closing"]:
            found.add("closed")
        elif case.get("termination"):
            found.add("terminated, still followed")
        elif agreement and agreement.get("status", "signed") != "signed":
            found.add(agreement["status"])
        elif agreement:
            found.add("follow-up" if case["stat"]["fulfilled"] else "performing")
        elif any(not s.get("planned") for s in case["sessions"]):
            found.add("mediating")
        else:
            found.add("investigating" if case["investigations"] else "accepted")
    assert found == {
        *("registered", "refused", "accepted", "investigating", "mediating", "draft", "in_review", "approved"),
        *("issued", "performing", "follow-up", "terminated, still followed", "closed", "archived"),
    }


def test_side_tracks_occur_with_every_ending():
    tracks = [c["judicial_confirmation"] for c in room()["cases"] if "judicial_confirmation" in c]
    assert {t["result"] for t in tracks} == {"valid", "rejected", "withdrawn", None}
    assert any(t["accepted"] is None for t in tracks), "one waits for the court to take it"
    assert sum("arbitration_review" in c for c in room()["cases"]) >= 2
    assert sum("withdrawal" in c for c in room()["cases"]) == 1


def test_numbers_are_gapless_in_the_order_of_acceptance():
    accepted = [c for c in room()["cases"] if c["acceptance"] and c["acceptance"]["decision"] == "accepted"]
    accepted.sort(key=lambda c: c["seq"])
    assert [c["case_no"] for c in accepted] == [f"(2026)海棠人调字第{n:03d}号" for n in range(1, len(accepted) + 1)]
    days = [c["acceptance"]["date"] for c in accepted]
    assert days == sorted(days)
    assert all(c["case_no"] is None for c in room()["cases"] if c not in accepted)


def test_identity_numbers_have_valid_check_digits_and_fit_the_person():
    checked = 0
    for person in everybody():
        number = person.get("id_number", "")
        if not number or person.get("foreign"):
            continue
        checked += 1
        assert number.startswith("999999"), "a region that is given to nobody"
        assert ric.calc_check_digit(number) == number[-1], person["name"]
        assert int(number[16]) % 2 == (person["sex"] == "男"), person["name"]
        if "birth_date" in person:
            assert number[6:14] == person["birth_date"].replace("-", "")
    assert checked > 120


def test_one_identity_number_is_one_person():
    names = {}
    for person in everybody():
        if person.get("id_number"):
            names.setdefault(person["id_number"], set()).add(person["name"])
    assert all(len(n) == 1 for n in names.values())


def test_credit_codes_are_valid_and_name_one_organisation_each():
    names = {}
    for person in everybody():
        if person.get("uscc"):
            assert uscc.calc_check_digit(person["uscc"][:-1]) == person["uscc"][-1], person["name"]
            names.setdefault(person["uscc"], set()).add(person["name"])
    assert len(names) > 40
    assert all(len(n) == 1 for n in names.values())


def test_no_phone_could_ring():
    phones = [p["phone"] for p in (*everybody(), *room()["team"]) if p.get("phone")]
    assert len(phones) > 150
    assert all(re.fullmatch(r"120\d{8}", phone) for phone in phones)


def test_rare_characters_middle_dots_and_a_foreigner_are_among_the_parties():
    names = "".join(p["name"] for p in everybody())
    assert set("㛃𬭎䶮𠅤·") <= set(names)
    foreigners = [p for p in everybody() if p.get("foreign")]
    assert len(foreigners) == 1
    assert foreigners[0]["id_type"] == "护照"
    assert any(p.get("minor") for p in everybody())


@pytest.mark.parametrize("case", CASES)
def test_everyone_named_by_id_exists(case):
    team = {m["id"] for m in room()["team"]}
    parties = {p["id"] for p in case["parties"]}
    members = [case["registered_by"], case["recorder"], *case["mediators"]]
    members += [a for s in case["sessions"] for a in s["attendees"]]
    members += [i for v in case["investigations"] for i in v["investigators"]]
    members += [f["by"] for f in case["follow_ups"]]
    assert set(members) <= team
    assert len(parties) == len(case["parties"])
    assert {a["agent_for"] for a in case["agents"]} <= parties
    assert set((case["rights_notice"] or {}).get("signed_by", [])) <= parties
    assert all(p["role"] in set(PartyRole) and p["kind"] in set(PersonKind) for p in case["parties"])
    for duty in (case["agreement"] or {}).get("obligations", []):
        assert set(duty["debtor"].split(",")) <= parties
        assert set(duty["creditor"].split(",")) <= parties or "职工" in duty["creditor"]


@pytest.mark.parametrize("case", CASES)
def test_a_minor_is_represented(case):
    for party in case["parties"]:
        if party.get("minor"):
            assert any(a["agent_for"] == party["id"] and a["agent_type"] == "法定代理人" for a in case["agents"])


@pytest.mark.parametrize("case", CASES)
def test_things_happen_in_order_and_on_working_days(case):
    days = [case["received"][:10]]
    if case["acceptance"]:
        days.append(case["acceptance"]["date"])
    days += [s["start"][:10] for s in case["sessions"] if not s.get("planned")]
    agreement = case["agreement"]
    if agreement and agreement["date"]:
        days.append(agreement["date"])
    for day in days:
        assert not is_off(date.fromisoformat(day)), day
    assert days == sorted(days)
    for session in case["sessions"]:
        assert session["start"] < session["end"]
        assert bool(session.get("planned")) == (session["start"][:10] >= room()["_anchor"])
    if case["closing"]:
        happened = [p["date"] for p in case["performance"]] + [s["start"][:10] for s in case["sessions"]]
        assert all(day <= case["closing"]["date"] for day in happened)
    if case["archive"]:
        assert case["archive"]["filed_date"] >= case["closing"]["date"]
    assert all(f["date"] <= f.get("next_date", f["date"]) for f in case["follow_ups"])


@pytest.mark.parametrize("case", [c for c in CASES if c.values[0]["agreement"]])
def test_amounts_agree_in_figures_words_duties_and_instalments(case):
    agreement = case["agreement"]
    amount = agreement["amount"]
    money = [d for d in agreement["obligations"] if d["kind"] == "money"]
    assert amount["figures"] == f"{amount['fen'] / 100:,.2f}"
    assert amount["words"] == in_words(amount["fen"])
    assert sum(d["amount_fen"] for d in money) == amount["fen"]
    for duty in money:
        parts = duty.get("instalments", [])
        if parts:
            assert sum(p["amount_fen"] for p in parts) == duty["amount_fen"]
            assert [p["due"] for p in parts] == sorted({p["due"] for p in parts})
            assert parts[-1]["due"] == duty["due"]
        assert in_words(duty["amount_fen"]) in "".join(agreement["terms"])
    for words, figures in re.findall(r"(人民币[^()(]+)\(¥([\d,.]+)\)", "".join(agreement["terms"])):
        assert words == in_words(round(float(figures.replace(",", "")) * 100))
    if case["stat"]["agreement_form"]:
        assert case["stat"]["amount_yuan"] * 100 == amount["fen"]
    if agreement["date"]:
        assert all(d["due"] >= agreement["date"] for d in agreement["obligations"] if d["due"] != "continuous")


@pytest.mark.parametrize("case", [c for c in CASES if c.values[0].get("workers")])
def test_a_group_adds_up_worker_by_worker(case):
    workers = case["workers"]
    assert len(workers) == case["applicant_group"]["count"]
    assert case["parties_count"] == len(workers) + len(case["parties"])
    assert 2 <= len(case["applicant_group"]["representatives"]) <= 5
    if case["agreement"]:
        assert all(sum(w["instalments_fen"]) == w["owed_fen"] for w in workers)
        (duty,) = case["agreement"]["obligations"]
        for n, part in enumerate(duty["instalments"]):
            assert sum(w["instalments_fen"][n] for w in workers) == part["amount_fen"]
    total = sum(w["owed_fen"] for w in workers) // 100
    assert str(total) in case["application"]["facts"]


@pytest.mark.parametrize("case", CASES)
def test_what_was_paid_was_owed(case):
    owed = {d["seq"]: d for d in (case["agreement"] or {}).get("obligations", [])}
    for seq in {p["seq"] for p in case["performance"]}:
        paid = sum(p.get("amount_fen", 0) for p in case["performance"] if p["seq"] == seq)
        assert paid <= owed[seq].get("amount_fen", 0)
    if case["closing"] and case["closing"]["outcome"] == "succeeded":
        assert case["stat"]["fulfilled"]


@pytest.mark.parametrize("case", CASES)
def test_labour_disputes_are_settled_in_writing_and_take_one_of_two_routes(case):
    if case["dispute_category_code"].startswith("labour") and case["agreement"]:
        assert case["agreement"]["form"] == "written"
        assert not ("judicial_confirmation" in case and "arbitration_review" in case)


def test_confirmation_is_asked_for_within_thirty_days_and_review_within_fifteen():
    for case in room()["cases"]:
        for track, limit in (("judicial_confirmation", 30), ("arbitration_review", 15)):
            if track in case:
                applied = date.fromisoformat(case[track]["applied"])
                assert 0 <= (applied - date.fromisoformat(case["agreement"]["effective_date"])).days <= limit


def test_unsigned_agreements_have_no_number_until_issued():
    for case in room()["cases"]:
        agreement = case["agreement"]
        if agreement:
            issued = agreement.get("status", "signed") in {"issued", "signed"}
            assert agreement["no"] == (case["case_no"] if issued else None)
            assert bool(agreement["signatures"]) == (agreement.get("status", "signed") == "signed")


def test_dates_in_texts_always_name_their_year():
    """Otherwise the practice room could not move them."""
    for text in texts(room()):
        assert not re.search(r"(?<![\d年])\d{1,2}月\d{1,2}日", text), text
        assert not re.search(r"(?<![\d年])\d{1,2}月(?![\d底前])", text), text


def test_the_anchor_day_has_its_overdue_and_its_today():
    today = room()["_anchor"]
    dues = []
    for case in room()["cases"]:
        if case["closing"]:
            continue
        paid = {(p["seq"], p.get("instalment", 1)) for p in case["performance"]}
        agreement = case["agreement"] or {}
        if agreement.get("status", "signed") == "signed":
            for duty in agreement.get("obligations", []):
                parts = duty.get("instalments", [{"due": duty["due"]}])
                dues += [p["due"] for n, p in enumerate(parts, 1) if (duty["seq"], n) not in paid]
        answered = max((f["date"] for f in case.get("feedbacks", [])), default="")
        if case["source"].get("feedback_due") and not answered:
            dues.append(case["source"]["feedback_due"])
        dues += [f["next_date"] for f in case["follow_ups"][-1:] if "next_date" in f]
        dues += [s["start"][:10] for s in case["sessions"] if s.get("planned")]
        if "first_contact_on" not in case.get("work_order", {"first_contact_on": ""}):
            dues.append(case["work_order"]["first_contact_due"])
    assert 2 <= sum(d < today for d in dues) <= 4
    assert 3 <= sum(d == today for d in dues) <= 5
