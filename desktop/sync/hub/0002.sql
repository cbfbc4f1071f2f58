-- Version 2: a room's snapshot for newcomers. Its pieces are chunks that begin with the eight bytes `MDSNAP1` and zero.

-- One a room: the manifest that was left last, signed by `device_id`, and the addresses of its pieces.
CREATE TABLE hub.snapshot (
    room_id   uuid PRIMARY KEY,
    device_id uuid NOT NULL,
    manifest  bytea NOT NULL CHECK (octet_length(manifest) BETWEEN 1 AND 4194304),
    chunks    bytea[] NOT NULL CHECK (cardinality(chunks) > 0),
    at        timestamptz NOT NULL DEFAULT now()
);

-- Pieces among the chunks, to find those that nothing names any more.
CREATE INDEX chunk_pieces ON hub.chunk (room_id, recv)
    WHERE substring(body FROM 1 FOR 8) = '\x4d44534e41503100'::bytea;

INSERT INTO hub.version (version, oldest) VALUES (2, 1);
