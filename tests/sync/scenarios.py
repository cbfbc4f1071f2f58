"""Small, named lives of three stations: each ends with everybody met and everything asked. Planted bugs die here."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.syncing import revoking
from desktop.domain.disputes import Dispute
from desktop.storage import schema
from desktop.sync import keys
from desktop.sync.contents import Contents
from desktop.sync.envelope import SCHEMA, Content, Cover, pack, sealed
from desktop.sync.replica import Replica
from desktop.sync.targets import Sealed
from tests.sync import deeds, invariants
from tests.sync.proxy import Fault, Kind
from tests.sync.seats import Seat
from tests.sync.world import World

FILE, SEALED = 0, 1  # the two files of every world: a plain one, and one with a drafted agreement


def ends_well(world: World, *, stick: bool = True) -> None:
    """Everybody met and everything asked; without the `stick` over the hub alone, which then has to heal it alone."""
    world.settle(stick=stick)
    invariants.check(world)


def done(world: World, seat: Seat, what: str, pick: int = FILE) -> None:
    assert deeds.do(world, seat, what, pick), f"{what} was refused"


def meet(world: World, *seats: Seat) -> None:
    for seat in seats:
        failed = world.sync(seat)
        assert not failed, f"an exchange in peace failed: {failed}"


def both_edit_one_field(world: World) -> None:
    """Two values of one field are both kept, the same is shown everywhere, in whatever order they came."""
    a, b, c = world.seats
    done(world, a, "facts")
    done(world, b, "facts")
    done(world, c, "facts")
    meet(world, b, a, c)
    ends_well(world)
    assert invariants.waiting(a)["conflicts"] == 1, "what two stations wrote waits for a person"


def going_on_settles_nothing(world: World) -> None:
    """Whoever writes on replaces what was on the screen; the other value still waits."""
    a, b, _c = world.seats
    done(world, a, "facts")
    done(world, b, "facts")
    meet(world, a, b, a)
    done(world, a, "facts")
    ends_well(world)
    assert invariants.waiting(a)["conflicts"] == 1, "an ordinary edit settled what nobody decided"


def settling_ends_it(world: World) -> None:
    a, b, c = world.seats
    done(world, a, "facts")
    done(world, b, "facts")
    meet(world, a, b, c, a)
    done(world, c, "decide")
    ends_well(world)
    assert invariants.waiting(a)["conflicts"] == 0, "what was decided still waits"


def deleted_and_edited(world: World) -> None:
    """Deleted here, worked on there: it stays, and a person is asked."""
    a, b, _c = world.seats
    done(world, a, "remove record")
    done(world, b, "investigation")
    ends_well(world)
    assert invariants.waiting(a)["delete_edit"] == 1, "nobody is asked"
    for seat in world.seats:
        rows = invariants.rows(seat, "SELECT gone FROM investigations")
        assert rows == [(0,)], "a deletion won over work that it did not know of"


def sealed_and_edited(world: World) -> None:
    """Issued here, edited there: the issued words stand, and the edit is found."""
    a, b, _c = world.seats
    done(world, a, "seal")
    done(world, b, "draft", SEALED)
    ends_well(world)
    assert invariants.waiting(a)["unmerged_edit"] == 1, "the edit that was left out is not said"


def clock_behind(world: World) -> None:
    """One writes by a clock an hour fast, the other goes on with what it wrote."""
    a, b, _c = world.seats
    a.offset = timedelta(hours=1)
    done(world, a, "facts")
    meet(world, a, b)
    done(world, b, "facts")
    ends_well(world)
    with b.desk.read() as reader:
        shown = reader.find(Dispute)[FILE].facts
    assert shown.endswith("〔2〕"), "the later edit is not shown"


def clock_absurd(world: World) -> None:
    """Ten years fast: it does not infect the others, and a child is younger than its parent all the same."""
    a, b, _c = world.seats
    a.offset = timedelta(days=3653)
    done(world, a, "facts")
    meet(world, a, b)
    b.drop()
    b.open()
    done(world, b, "facts")
    done(world, b, "title")
    stamps = invariants.rows(b, "SELECT max(hlc >> 16) FROM operations WHERE field = 'title'")
    assert stamps[0][0] < (b.now() + timedelta(days=2)).timestamp() * 1000, "a mad clock was believed"
    ends_well(world)


def answer_lost(world: World) -> None:
    """The hub has it, and the station does not know: once it is asked, nothing is sent twice and nobody is renamed."""
    a, _b, _c = world.seats
    meet(world, *world.seats)
    name = a.device
    done(world, a, "facts")
    assert world.sync(a, fault=Fault(Kind.AFTER_COMMIT)), "the answer was to be lost"
    assert world.proxy.happened[Kind.AFTER_COMMIT]
    done(world, a, "title")
    ends_well(world)
    assert a.device == name, "the station took itself for a copy"


def cut_before_keeping(world: World) -> None:
    """The power goes while what came is being kept."""
    a, b, _c = world.seats
    meet(world, *world.seats)
    done(world, a, "facts")
    meet(world, a)
    assert world.sync(b, crash=("before_commit", 1)) == "crash"
    ends_well(world, stick=False)


def cut_while_taking(world: World) -> None:
    """The power goes in the middle of taking an act in."""
    a, b, _c = world.seats
    meet(world, *world.seats)
    done(world, a, "register")
    meet(world, a)
    assert world.sync(b, crash=("mid_apply", 1)) == "crash"
    seen = invariants.rows(b, "SELECT count(*) FROM disputes")[0][0]
    assert seen == 2, "a part of an act is there"
    ends_well(world)


def hub_put_back(world: World) -> None:
    """The hub forgets, is filled again in another order, and the station that was away meanwhile gets everything."""
    a, b, c = world.seats
    done(world, a, "facts")
    meet(world, a, b, c)
    world.keep_hub()
    done(world, a, "title")
    done(world, b, "person")
    meet(world, a, b)
    done(world, c, "investigate")
    meet(world, c)
    assert world.restore_hub(1, anew=False)
    done(world, b, "investigate", SEALED)
    meet(world, b)
    done(world, b, "facts", SEALED)
    meet(world, b, a, c)
    ends_well(world, stick=False)


def hub_lost_what_only_others_have(world: World) -> None:
    """What the hub lost of a station that stays away comes from the others."""
    a, b, c = world.seats
    world.keep_hub()
    done(world, a, "facts")
    meet(world, a, b)
    assert world.restore_hub(1, anew=True)
    meet(world, b, c)
    assert invariants.reached_acts(c) == invariants.reached_acts(b), "what the hub lost did not come back"
    ends_well(world)


def restored(world: World) -> None:
    """A workstation is put back to yesterday's copy and goes on working."""
    a, b, _c = world.seats
    done(world, a, "facts")
    meet(world, a, b)
    world.copy(a)
    done(world, a, "title")
    meet(world, a)
    assert world.bring_back(0, clone=False)
    again = world.seats[-1]
    done(world, again, "person")
    meet(world, again, b)
    done(world, again, "investigate")
    ends_well(world)


def cloned(world: World) -> None:
    """Two workstations from one image, both working."""
    a, b, _c = world.seats
    meet(world, a, b)
    world.copy(a)
    done(world, a, "title")
    assert world.bring_back(0, clone=True)
    twin = world.seats[-1]
    done(world, twin, "person")
    meet(world, a, twin, b)
    done(world, a, "facts")
    done(world, twin, "investigate")
    ends_well(world)
    assert a.device != twin.device, "two stations under one name"


def out_of_order(world: World) -> None:
    """A stick brings what was built upon acts that are not on it."""
    a, b, c = world.seats
    meet(world, *world.seats)
    done(world, a, "register")
    meet(world, a, b)
    with b.desk.read() as reader:
        newest = max(reader.find(Dispute), key=lambda d: d.id)
    done(world, b, "investigate", _place(b.desk, newest))
    Replica(b.desk.store).seal()
    replica = Replica(c.desk.store)
    replica.receive([e for e in envelopes(b) if e.device == b.device], "stick", b"")
    replica.advance()
    assert not invariants.rows(c, "SELECT 1 FROM operations WHERE value LIKE '%〔2〕%'"), "an effect before its cause"
    assert not invariants.rows(c, "SELECT 1 FROM envelopes WHERE state = 'poison'"), "refused instead of kept"
    ends_well(world)


def again_and_again(world: World) -> None:
    """Everything comes once more, and once more."""
    a, b, _c = world.seats
    done(world, a, "register")
    meet(world, a, b)
    for _ in range(2):
        replica = Replica(b.desk.store)
        replica.receive(envelopes(a), "stick", b"")
        replica.advance()
    ends_well(world)


def another_line(world: World) -> None:
    """Of two clones that never met, one's acts are here; the other's must not be taken for what follows on them."""
    a, _b, c = world.seats
    meet(world, *world.seats)
    done(world, a, "title")
    replica = Replica(a.desk.store)
    replica.seal()
    mine = [e for e in envelopes(a) if e.device == a.device]
    done(world, a, "person")
    elsewhere = bytes(31) + b"\x01"  # the hash of an envelope that is not the one here
    next_one = _packed(a, a, no=mine[-1].hi + 1, prev=elsewhere)
    taker = Replica(c.desk.store)
    taker.receive([*mine, next_one], "stick", b"")
    taker.advance()
    found = invariants.rows(c, "SELECT why FROM envelopes WHERE state = 'poison'")
    assert found == [("chain",)], f"another line was taken in: {found}"


def forged(world: World) -> None:
    """A colleague's station writes under another's name: nobody believes it, and nobody else has to wait for it."""
    a, b, c = world.seats
    meet(world, *world.seats)
    done(world, b, "title")
    replica = Replica(b.desk.store)
    replica.seal()
    last = [e for e in envelopes(a) if e.device == a.device][-1]
    wrong = _packed(b, a, no=last.hi + 1, prev=last.hash)
    taker = Replica(c.desk.store)
    taker.receive([wrong], "stick", b"")
    taker.advance()
    assert invariants.rows(c, "SELECT why FROM envelopes WHERE state = 'poison'") == [("tampered",)], (
        "a forgery was believed"
    )
    taker.receive([e for e in envelopes(b) if e.device == b.device], "stick", b"")
    taker.advance()
    assert invariants.rows(c, "SELECT 1 FROM operations WHERE value LIKE '%〔1〕%'"), (
        "the honest have to wait for the forger"
    )


def revoked(world: World) -> None:
    """What a station does after it was revoked does not count, whichever way it comes."""
    a, b, c = world.seats
    meet(world, *world.seats)
    done(world, c, "title")
    meet(world, c, a)
    assert world.revoke(a, c)
    done(world, c, "person")
    assert world.sync(c), "the hub still speaks to a revoked station"
    meet(world, a, b)
    replica = Replica(c.desk.store)
    replica.seal()
    for seat in (a, b):
        taker = Replica(seat.desk.store)
        taker.receive([e for e in envelopes(c) if e.device == c.device], "stick", b"")
        taker.advance()
        assert not invariants.rows(seat, "SELECT 1 FROM operations WHERE value LIKE '%〔2〕%'"), "a thief's act counts"
    ends_well(world)


def revoked_crosswise(world: World) -> None:
    """One revokes another and turns the key, and is revoked itself by a third who knows nothing of it."""
    a, b, c, d = world.seats
    meet(world, *world.seats)
    assert world.revoke(c, d)
    revoking.rekey(c.desk)  # its newest key is newer than the one that its own revocation will bring
    meet(world, c, b)
    done(world, b, "facts")
    assert world.revoke(a, c)
    meet(world, b, a, b)
    ends_well(world)
    assert len(world.live()) == 2


def restored_before_sealing(world: World) -> None:
    """The copy was made of a station that had done something and not yet exchanged it."""
    a, b, _c = world.seats
    meet(world, a, b)
    done(world, a, "facts")
    world.copy(a, sealed=False)
    done(world, a, "title")
    meet(world, a, b)
    assert world.bring_back(0, clone=False)
    done(world, world.seats[-1], "person")
    ends_well(world)


def nonsense_inside(world: World) -> None:
    """What answers under TLS speaks no PostgreSQL: said in a sentence, and nothing is harmed."""
    a, _b, _c = world.seats
    done(world, a, "facts")
    for _ in range(4):
        assert world.sync(a, fault=Fault(Kind.GARBAGE)), "noise was taken for an answer"
    ends_well(world)


def mad_clock_beside_the_keeper(world: World) -> None:
    """A station that lives ten years ahead exchanges beside the one that keeps the numbers: they come to rest."""
    a, b, c = world.seats
    b.offset = timedelta(days=3653)
    for _ in range(4):
        meet(world, a, b, c)
    before = [invariants.reached_acts(seat) for seat in world.seats]
    meet(world, a, b, c)
    assert [invariants.reached_acts(seat) for seat in world.seats] == before, "every exchange makes new acts"
    b.offset = timedelta()
    ends_well(world)


def envelopes(seat: Seat) -> list[Sealed]:
    """All that a station keeps, as it travels."""
    with seat.desk.store.read() as reader:
        e = schema.envelopes.c
        return [sealed(bytes(row[0])) for row in reader.rows(select(e.body).where(e.lo > 0).order_by(e.device, e.lo))]


def _place(desk: Desk, dispute: Dispute) -> int:
    with desk.read() as reader:
        return [d.id for d in reader.find(Dispute)].index(dispute.id)


def _packed(author: Seat, name: Seat, *, no: int, prev: bytes) -> Sealed:
    """The author's last act in an envelope under a name: perhaps its own, perhaps not."""
    with author.desk.store.read() as reader:
        epoch, key = keys.sealing_key(reader)
        number = next(n for n, id in reader.devices().items() if id == author.device.bytes)
        last = invariants.reached_acts(author)[author.device]
        content = Contents(reader, number).acts(last, last, 1 << 20)
    first = invariants.rows(
        author, "SELECT r.n FROM reached r JOIN devices d ON d.no = r.device WHERE d.id = ?", (name.device.bytes,)
    )
    act = content.acts[0]
    if author is not name:
        act = msgspec.structs.replace(act, no=no, first=int(first[0][0]) + 1)
    identity = Replica(author.desk.store).identity
    cover = Cover(identity.room, name.device, no, no, prev, SCHEMA, epoch)
    return pack(Content(content.devices, [act]), cover, key, identity.sign)
