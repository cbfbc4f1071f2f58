-- The functions: made anew at each provisioning, as hub_owner. All that workstations may do besides reading.
-- Each is SECURITY DEFINER with its search_path pinned, and runs under the forced row security of access.sql, so that
-- even a mistake in here cannot reach another room. Own SQLSTATEs: MD001 revoked, MD002 not this login's room,
-- MD003 too old to push, MD004 bytes and hash differ, MD005 not this login's device, MD006 said otherwise before,
-- MD007 a piece of a snapshot is missing.

-- The rooms of the workstation that is logged in; a revoked one is told so by whatever it tries.
CREATE OR REPLACE FUNCTION hub.my_rooms() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.login;
BEGIN
    SELECT * INTO mine FROM hub.login WHERE login = session_user;
    IF mine.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'revoked' USING ERRCODE = 'MD001';
    END IF;
    IF mine.room_id IS NOT NULL THEN
        RETURN NEXT mine.room_id;
    END IF;
END $$;

-- Whether IT is logged in (a member of hub_owner) and not a workstation through one of these functions.
CREATE OR REPLACE FUNCTION hub.is_admin() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_has_role(session_user, 'hub_owner', 'MEMBER')
$$;

-- The caller's own row, or an error; nobody but the functions below may call it.
CREATE OR REPLACE FUNCTION hub.guard(p_room uuid) RETURNS hub.login
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.login;
BEGIN
    SELECT * INTO mine FROM hub.login WHERE login = session_user;
    IF mine.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'revoked' USING ERRCODE = 'MD001';
    ELSIF mine.login IS NULL THEN
        RAISE EXCEPTION 'not a login of this hub' USING ERRCODE = '28000';
    ELSIF mine.room_id IS DISTINCT FROM p_room THEN
        RAISE EXCEPTION 'not this room' USING ERRCODE = 'MD002';
    END IF;
    RETURN mine;
END $$;

CREATE OR REPLACE FUNCTION hub.own_device(p_room uuid, p_device uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    owned hub.device;
BEGIN
    SELECT * INTO owned FROM hub.device WHERE room_id = p_room AND device_id = p_device;
    IF owned.login IS NOT NULL AND owned.login <> session_user THEN
        RAISE EXCEPTION 'not this device' USING ERRCODE = 'MD005';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION hub.hello(p_room uuid, p_device uuid, p_program integer)
RETURNS TABLE (identity uuid, clock timestamptz, min_schema integer, version integer, oldest integer,
               carries boolean, devices uuid[], his bigint[], hashes bytea[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine hub.login := hub.guard(p_room);
BEGIN
    UPDATE hub.login l SET seen_at = now()
    WHERE l.login = session_user AND (l.seen_at IS NULL OR l.seen_at < now() - interval '1 minute');
    RETURN QUERY
    SELECT e.id, clock_timestamp(), r.min_schema, v.version, v.oldest, mine.carries, p.devices, p.his, p.hashes
    FROM hub.epoch e,
         (SELECT x.version, x.oldest FROM hub.version x ORDER BY x.version DESC LIMIT 1) v,
         (SELECT y.min_schema FROM hub.room y WHERE y.room_id = p_room) r,
         (SELECT array_agg(d.device_id) AS devices, array_agg(d.hi) AS his, array_agg(d.hash) AS hashes
          FROM hub.devpos d WHERE d.room_id = p_room) p;
END $$;

-- Bind a device id to the calling login. Saying the same again changes nothing; another's id is refused.
CREATE OR REPLACE FUNCTION hub.introduce(p_room uuid, p_device uuid, p_sign bytea, p_box bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known hub.device;
BEGIN
    PERFORM hub.guard(p_room);
    INSERT INTO hub.device (room_id, device_id, login, pub_sign, pub_box)
    VALUES (p_room, p_device, session_user, p_sign, p_box) ON CONFLICT DO NOTHING;
    SELECT * INTO known FROM hub.device WHERE room_id = p_room AND device_id = p_device;
    IF known.login <> session_user OR known.pub_sign <> p_sign OR known.pub_box <> p_box THEN
        RAISE EXCEPTION 'not this device' USING ERRCODE = 'MD005';
    END IF;
END $$;

-- Leave envelopes, each device's in order; one transaction. Answers the position of each device named; `behind` where
-- the hub holds other envelopes under these numbers or there would be a gap: what came before that one is kept, it and
-- all after it are not.
CREATE OR REPLACE FUNCTION hub.push_envelopes(p_room uuid, p_device uuid[], p_lo bigint[], p_hi bigint[],
    p_prev bytea[], p_hash bytea[], p_schema integer[], p_body bytea[])
RETURNS TABLE (device uuid, hi bigint, hash bytea, behind boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine   hub.login;
    room   hub.room;
    pos    hub.devpos;
    held   bytea;
    seqs   bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(p_device)]);
    chains bytea[] := array_fill(NULL::bytea, ARRAY[cardinality(p_device)]);
    bytes  bigint := 0;
    first  bigint;
    i      integer;
BEGIN
    SELECT * INTO room FROM hub.room r WHERE r.room_id = p_room FOR UPDATE;
    mine := hub.guard(p_room);  -- after the wait: whoever was revoked meanwhile is told so
    first := room.head;
    FOR i IN 1 .. cardinality(p_device) LOOP
        IF p_schema[i] < room.min_schema THEN
            RAISE EXCEPTION 'too old to push' USING ERRCODE = 'MD003';
        ELSIF sha256(p_body[i]) IS DISTINCT FROM p_hash[i] OR p_hi[i] < p_lo[i] THEN
            RAISE EXCEPTION 'bytes and hash differ' USING ERRCODE = 'MD004';
        END IF;
        IF pos.device_id IS DISTINCT FROM p_device[i] THEN
            IF pos.device_id IS NOT NULL THEN
                PERFORM hub.keep_position(pos);
            END IF;
            IF NOT mine.carries THEN
                PERFORM FROM hub.device d
                WHERE d.room_id = p_room AND d.device_id = p_device[i] AND d.login = session_user;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'not this device' USING ERRCODE = 'MD005';
                END IF;
            END IF;
            SELECT * INTO pos FROM hub.devpos d WHERE d.room_id = p_room AND d.device_id = p_device[i];
            IF NOT FOUND THEN
                pos := ROW(p_room, p_device[i], 0, decode(repeat('00', 32), 'hex'));
            END IF;
        END IF;
        IF p_hi[i] <= pos.hi THEN
            SELECT e.hash INTO held FROM hub.envelope e
            WHERE e.room_id = p_room AND e.device_id = p_device[i] AND e.lo = p_lo[i];
            IF NOT FOUND AND room.head > first THEN  -- perhaps one of this very call
                SELECT p_hash[k] INTO held FROM generate_series(1, i - 1) k
                WHERE seqs[k] IS NOT NULL AND p_device[k] = p_device[i] AND p_lo[k] = p_lo[i];
            END IF;
            CONTINUE WHEN held = p_hash[i];
        END IF;
        behind := p_lo[i] <> pos.hi + 1 OR p_prev[i] IS DISTINCT FROM pos.hash;
        EXIT WHEN behind;
        room.head := room.head + 1;
        room.chain := sha256(room.chain || p_hash[i]);
        seqs[i] := room.head;
        chains[i] := room.chain;
        bytes := bytes + octet_length(p_body[i]);
        pos.hi := p_hi[i];
        pos.hash := p_hash[i];
    END LOOP;
    IF pos.device_id IS NOT NULL THEN
        PERFORM hub.keep_position(pos);
    END IF;
    IF room.head > first THEN
        IF room.used + bytes > room.quota THEN
            RAISE EXCEPTION 'the room is full' USING ERRCODE = 'disk_full';
        END IF;
        INSERT INTO hub.envelope (room_id, seq, device_id, lo, hi, prev, hash, chain, schema, body)
        SELECT p_room, u.seq, u.device, u.lo, u.hi, u.prev, u.hash, u.chain, u.schema, u.body
        FROM unnest(seqs, p_device, p_lo, p_hi, p_prev, p_hash, chains, p_schema, p_body)
            AS u (seq, device, lo, hi, prev, hash, chain, schema, body)
        WHERE u.seq IS NOT NULL ORDER BY u.seq;
        UPDATE hub.room r SET head = room.head, chain = room.chain, used = r.used + bytes WHERE r.room_id = p_room;
    END IF;
    RETURN QUERY
    SELECT d.device_id, d.hi, d.hash, coalesce(behind, false) AND d.device_id = pos.device_id
    FROM hub.devpos d WHERE d.room_id = p_room AND d.device_id = ANY (p_device)
    UNION ALL
    SELECT pos.device_id, pos.hi, pos.hash, true WHERE behind AND pos.hi = 0;
END $$;

CREATE OR REPLACE FUNCTION hub.keep_position(p_pos hub.devpos) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO hub.devpos (room_id, device_id, hi, hash)
    SELECT (p_pos).room_id, (p_pos).device_id, (p_pos).hi, (p_pos).hash WHERE (p_pos).hi > 0
    ON CONFLICT (room_id, device_id) DO UPDATE SET hi = excluded.hi, hash = excluded.hash
$$;

-- One envelope, for scripts and for looking by hand.
CREATE OR REPLACE FUNCTION hub.push_envelope(p_room uuid, p_device uuid, p_lo bigint, p_hi bigint, p_prev bytea,
    p_hash bytea, p_schema integer, p_body bytea)
RETURNS TABLE (device uuid, hi bigint, hash bytea, behind boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM hub.push_envelopes(p_room, ARRAY[p_device], ARRAY[p_lo], ARRAY[p_hi], ARRAY[p_prev],
                                     ARRAY[p_hash], ARRAY[p_schema], ARRAY[p_body])
$$;

-- Keep a sealed chunk; true when it is new. It is sure to be on the disk when keep_chunks has answered, which waits for
-- the disk once and not for each chunk.
CREATE OR REPLACE FUNCTION hub.put_chunk(p_room uuid, p_address bytea, p_body bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM hub.guard(p_room);
    IF sha256(p_body) IS DISTINCT FROM p_address THEN
        RAISE EXCEPTION 'bytes and hash differ' USING ERRCODE = 'MD004';
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO hub.chunk (room_id, address, body) VALUES (p_room, p_address, p_body) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE hub.room SET used = used + octet_length(p_body)
    WHERE room_id = p_room AND (quota IS NULL OR used + octet_length(p_body) <= quota);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the room is full' USING ERRCODE = 'disk_full';
    END IF;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION hub.keep_chunks(p_room uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM hub.guard(p_room);
    UPDATE hub.room SET used = used WHERE room_id = p_room;  -- a commit that writes waits for all that came before it
END $$;

-- Keep a snapshot's manifest; its pieces are here already as chunks. Those of the one before go, and what was left of
-- one that never came to its end; nothing but pieces of snapshots is removed, whatever a manifest names.
CREATE OR REPLACE FUNCTION hub.leave_snapshot(p_room uuid, p_device uuid, p_manifest bytea, p_chunks bytea[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before bytea[];
    freed  bigint;
BEGIN
    PERFORM FROM hub.room r WHERE r.room_id = p_room FOR UPDATE;
    PERFORM hub.guard(p_room);
    PERFORM hub.own_device(p_room, p_device);
    IF p_chunks IS NULL OR EXISTS (
        SELECT FROM unnest(p_chunks) AS a
        WHERE NOT EXISTS (SELECT FROM hub.chunk c WHERE c.room_id = p_room AND c.address = a)
    ) THEN
        RAISE EXCEPTION 'a piece is missing' USING ERRCODE = 'MD007';
    END IF;
    SELECT s.chunks INTO before FROM hub.snapshot s WHERE s.room_id = p_room;
    INSERT INTO hub.snapshot (room_id, device_id, manifest, chunks)
    VALUES (p_room, p_device, p_manifest, p_chunks)
    ON CONFLICT (room_id) DO UPDATE
    SET device_id = excluded.device_id, manifest = excluded.manifest, chunks = excluded.chunks, at = now();
    WITH gone AS (
        DELETE FROM hub.chunk c
        WHERE c.room_id = p_room AND substring(c.body FROM 1 FOR 8) = '\x4d44534e41503100'::bytea
          AND c.address <> ALL (p_chunks)
          AND (c.address = ANY (coalesce(before, '{}')) OR c.recv < now() - interval '2 days')
        RETURNING octet_length(c.body) AS size
    )
    SELECT coalesce(sum(size), 0) INTO freed FROM gone;
    UPDATE hub.room SET used = greatest(used - freed, 0) WHERE room_id = p_room;
END $$;

-- Begin with a series and year: what the hub knows to be the highest number, and nobody else until the end.
CREATE OR REPLACE FUNCTION hub.lock_numbers(p_room uuid, p_series text, p_year integer, p_above integer)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    highest integer;
BEGIN
    PERFORM hub.guard(p_room);
    INSERT INTO hub.number_top (room_id, series, year, top) VALUES (p_room, p_series, p_year, greatest(p_above, 0))
    ON CONFLICT (room_id, series, year) DO UPDATE SET top = greatest(number_top.top, excluded.top)
    RETURNING top INTO highest;
    RETURN highest;
END $$;

-- The number of `obj` in a series and year: the one it has, else the next that nobody has and no block holds.
-- `p_above`: the highest number that the caller knows to be borne; what was given before there was a hub, or since the
-- copy that it was put back from, is not given again.
CREATE OR REPLACE FUNCTION hub.allot_number(p_room uuid, p_series text, p_year integer, p_obj uuid,
    p_above integer DEFAULT 0) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    highest integer := hub.lock_numbers(p_room, p_series, p_year, p_above);
    given   integer;
BEGIN
    SELECT no INTO given FROM hub.case_number
    WHERE room_id = p_room AND series = p_series AND year = p_year AND obj = p_obj;
    IF NOT FOUND THEN
        given := highest + 1;
        INSERT INTO hub.case_number (room_id, series, year, no, obj)
        VALUES (p_room, p_series, p_year, given, p_obj);
        UPDATE hub.number_top SET top = given WHERE room_id = p_room AND series = p_series AND year = p_year;
    END IF;
    RETURN given;
END $$;

-- Say that `obj` bears a number that was given elsewhere (from a block, by hand). Answers what the hub holds: the same
-- pair, or the file that has this number, or the number that this file has.
CREATE OR REPLACE FUNCTION hub.claim_number(p_room uuid, p_series text, p_year integer, p_no integer, p_obj uuid)
RETURNS TABLE (no integer, obj uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM hub.lock_numbers(p_room, p_series, p_year, 0);
    INSERT INTO hub.case_number (room_id, series, year, no, obj)
    VALUES (p_room, p_series, p_year, p_no, p_obj) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        UPDATE hub.number_top t SET top = greatest(t.top, p_no)
        WHERE t.room_id = p_room AND t.series = p_series AND t.year = p_year;
    END IF;
    RETURN QUERY
    SELECT c.no, c.obj FROM hub.case_number c
    WHERE c.room_id = p_room AND c.series = p_series AND c.year = p_year AND (c.no = p_no OR c.obj = p_obj)
    ORDER BY c.no = p_no DESC LIMIT 1;
END $$;

-- A block of numbers for one device: the open one that begins after `p_after`, else a new one of `p_count`.
CREATE OR REPLACE FUNCTION hub.lease_numbers(p_room uuid, p_series text, p_year integer, p_device uuid,
    p_count integer, p_above integer DEFAULT 0, p_after integer DEFAULT 0)
RETURNS TABLE (first integer, last integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    highest integer := hub.lock_numbers(p_room, p_series, p_year, p_above);
BEGIN
    PERFORM hub.own_device(p_room, p_device);
    RETURN QUERY
    SELECT l.first, l.last FROM hub.number_lease l
    WHERE l.room_id = p_room AND l.series = p_series AND l.year = p_year AND l.device_id = p_device
      AND l.ended_at IS NULL AND l.first > p_after
    ORDER BY l.first LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    IF p_count NOT BETWEEN 1 AND 10000 THEN
        RAISE EXCEPTION 'a block has 1 to 10000 numbers' USING ERRCODE = 'numeric_value_out_of_range';
    END IF;
    INSERT INTO hub.number_lease (room_id, series, year, first, last, device_id)
    VALUES (p_room, p_series, p_year, highest + 1, highest + p_count, p_device);
    UPDATE hub.number_top t SET top = highest + p_count
    WHERE t.room_id = p_room AND t.series = p_series AND t.year = p_year;
    RETURN QUERY SELECT highest + 1, highest + p_count;
END $$;

-- Close a block for good, whosever it is (a lost machine cannot give back its own); its numbers are not given again.
CREATE OR REPLACE FUNCTION hub.end_lease(p_room uuid, p_series text, p_year integer, p_first integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM hub.guard(p_room);
    UPDATE hub.number_lease SET ended_at = now()
    WHERE room_id = p_room AND series = p_series AND year = p_year AND first = p_first AND ended_at IS NULL;
END $$;

-- Leave the state of a device, and read what the others left. The same state within ten minutes is not written again.
CREATE OR REPLACE FUNCTION hub.report_state(p_room uuid, p_device uuid, p_vector bytea, p_digest bytea)
RETURNS TABLE (device uuid, vector bytea, digest bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM hub.guard(p_room);
    PERFORM hub.own_device(p_room, p_device);
    INSERT INTO hub.state_report AS s (room_id, device_id, vector, digest)
    VALUES (p_room, p_device, p_vector, p_digest)
    ON CONFLICT (room_id, device_id) DO UPDATE
    SET vector = excluded.vector, digest = excluded.digest, at = now()
    WHERE s.vector <> excluded.vector OR s.digest <> excluded.digest OR s.at < now() - interval '10 minutes';
    RETURN QUERY
    SELECT s.device_id, s.vector, s.digest FROM hub.state_report s
    WHERE s.room_id = p_room AND s.device_id <> p_device;
END $$;

-- Leave a month's sums. A version is said once: the same words again change nothing, others are refused.
CREATE OR REPLACE FUNCTION hub.submit_stats(p_room uuid, p_device uuid, p_month text, p_version integer, p_json text,
    p_sig bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said text;
BEGIN
    PERFORM hub.guard(p_room);
    PERFORM hub.own_device(p_room, p_device);
    INSERT INTO hub.stat_report (room_id, month, version, device_id, json, sig)
    VALUES (p_room, p_month, p_version, p_device, p_json, p_sig) ON CONFLICT DO NOTHING;
    SELECT json INTO said FROM hub.stat_report WHERE room_id = p_room AND month = p_month AND version = p_version;
    IF said <> p_json THEN
        RAISE EXCEPTION 'said otherwise before' USING ERRCODE = 'MD006';
    END IF;
END $$;
