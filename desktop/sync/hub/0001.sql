-- Version 1: the tables. Each version only adds, so that older programs go on working; it is run once, in one
-- transaction, as hub_owner. Every key begins with room_id and no statement touches two rooms: the whole can be
-- distributed by room. No table knows a name, a title or a phone number; bodies are sealed by the workstations.

CREATE SCHEMA hub;

-- `oldest` is the oldest program (its protocol number) that this version of the hub still serves.
CREATE TABLE hub.version (
    version integer PRIMARY KEY,
    oldest  integer NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);

-- Which hub this is: made anew, it is another one, and the workstations fill it again.
CREATE TABLE hub.epoch (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    id  uuid NOT NULL DEFAULT gen_random_uuid(),
    at  timestamptz NOT NULL DEFAULT now()
);

-- `head` is the sequence number of the last envelope, `chain` = sha256(chain before || its hash). This row's lock
-- gives the room its order. `quota` in bytes, NULL without limit.
CREATE TABLE hub.room (
    room_id    uuid PRIMARY KEY,
    head       bigint NOT NULL DEFAULT 0,
    chain      bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(chain) = 32),
    min_schema integer NOT NULL DEFAULT 0,
    quota      bigint,
    used       bigint NOT NULL DEFAULT 0,
    opened_at  timestamptz NOT NULL DEFAULT now()
);

-- A workstation's role and its one room. `carries`: may leave envelopes of other stations (bundles, refilling).
CREATE TABLE hub.login (
    login       name PRIMARY KEY,
    room_id     uuid NOT NULL,
    carries     boolean NOT NULL DEFAULT true,
    added_at    timestamptz NOT NULL DEFAULT now(),
    seen_at     timestamptz,
    revoked_at  timestamptz
);

-- A device id is bound to the login that introduced it; after a restore the same login brings a new one.
CREATE TABLE hub.device (
    room_id    uuid NOT NULL,
    device_id  uuid NOT NULL,
    login      name NOT NULL,
    pub_sign   bytea CHECK (octet_length(pub_sign) = 32),
    pub_box    bytea CHECK (octet_length(pub_box) = 32),
    added_at   timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    PRIMARY KEY (room_id, device_id)
);

CREATE TABLE hub.envelope (
    room_id   uuid NOT NULL,
    seq       bigint NOT NULL CHECK (seq > 0),
    device_id uuid NOT NULL,
    lo        bigint NOT NULL CHECK (lo > 0),
    hi        bigint NOT NULL,
    prev      bytea NOT NULL CHECK (octet_length(prev) = 32),
    hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
    chain     bytea NOT NULL CHECK (octet_length(chain) = 32),
    schema    integer NOT NULL,
    body      bytea NOT NULL CHECK (octet_length(body) BETWEEN 1 AND 67108864),
    recv      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, seq),
    UNIQUE (room_id, device_id, lo),
    CHECK (hi >= lo)
);
ALTER TABLE hub.envelope ALTER COLUMN body SET STORAGE EXTERNAL;  -- sealed bytes do not compress

-- How far the hub holds each device's acts, and the hash of the envelope that ends there.
CREATE TABLE hub.devpos (
    room_id   uuid NOT NULL,
    device_id uuid NOT NULL,
    hi        bigint NOT NULL,
    hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (room_id, device_id)
);

-- Sealed pieces of attachments and snapshots; `address` is the SHA-256 of `body`.
CREATE TABLE hub.chunk (
    room_id uuid NOT NULL,
    address bytea NOT NULL CHECK (octet_length(address) = 32),
    body    bytea NOT NULL CHECK (octet_length(body) BETWEEN 1 AND 4194304),
    recv    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, address)
);
ALTER TABLE hub.chunk ALTER COLUMN body SET STORAGE EXTERNAL;

-- Statutory numbers: `top` is the highest number of a series and year that was ever given or leased.
CREATE TABLE hub.number_top (
    room_id uuid NOT NULL,
    series  text NOT NULL CHECK (series <> '' AND length(series) <= 40),
    year    integer NOT NULL CHECK (year BETWEEN 1900 AND 9999),
    top     integer NOT NULL DEFAULT 0 CHECK (top BETWEEN 0 AND 9999999),
    PRIMARY KEY (room_id, series, year)
);

CREATE TABLE hub.case_number (
    room_id uuid NOT NULL,
    series  text NOT NULL,
    year    integer NOT NULL,
    no      integer NOT NULL CHECK (no > 0),
    obj     uuid NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, series, year, no),
    UNIQUE (room_id, series, year, obj)
);

-- Numbers `first`…`last`, both included, that one device gives out without asking.
CREATE TABLE hub.number_lease (
    room_id   uuid NOT NULL,
    series    text NOT NULL,
    year      integer NOT NULL,
    first     integer NOT NULL CHECK (first > 0),
    last      integer NOT NULL,
    device_id uuid NOT NULL,
    at        timestamptz NOT NULL DEFAULT now(),
    ended_at  timestamptz,
    PRIMARY KEY (room_id, series, year, first),
    CHECK (last >= first)
);

-- What each device said of its state at the end of its last exchange: two hashes.
CREATE TABLE hub.state_report (
    room_id   uuid NOT NULL,
    device_id uuid NOT NULL,
    vector    bytea NOT NULL CHECK (octet_length(vector) <= 64),
    digest    bytea NOT NULL CHECK (octet_length(digest) <= 64),
    at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, device_id)
);

-- The only plaintext, and only when the room chose it: a month's sums as JSON, signed by the device.
CREATE TABLE hub.stat_report (
    room_id   uuid NOT NULL,
    month     text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    version   integer NOT NULL CHECK (version > 0),
    device_id uuid NOT NULL,
    json      text NOT NULL CHECK (octet_length(json) <= 262144 AND jsonb_typeof(json::jsonb) = 'object'),
    sig       bytea NOT NULL CHECK (octet_length(sig) = 64),
    recv      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, month, version)
);

INSERT INTO hub.epoch DEFAULT VALUES;
INSERT INTO hub.version (version, oldest) VALUES (1, 1);
