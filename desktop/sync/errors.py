"""Why an exchange did not happen: each its own code and sentence; work goes on and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.errors import MediationError


@dataclass
class SyncFailed(MediationError):
    """The exchange stopped; `code` is stable, `sentence` says what happened and what to do next."""

    code: str
    sentence: str

    def for_user(self) -> str:
        return self.sentence


class Unreachable(SyncFailed):
    """Nobody answered, or the wire was cut: try again later (no_network, refused, cut, captive_portal, busy)."""


class NotTrusted(SyncFailed):
    """The certificate was refused: cert_expired, cert_not_yet, cert_wrong_host, cert_wrong_ca. Never overridden."""


class Rejected(SyncFailed):
    """The other side said no: revoked, wrong_login, hub_full, hub_too_old, hub_too_new, too_old_to_push."""


class Tampered(SyncFailed):
    """What came is not what was sent: a broken signature, chain or seal."""


class Halted(SyncFailed):
    """Something that a person must look at first: mass_delete, paused …"""


@dataclass
class Behind(SyncFailed):
    """The target knows more of this station's own acts than the station does, or others under the same numbers.

    The station was restored from a copy, or cloned: it must go on under a new identity.
    """

    hi: int
    hash: bytes
