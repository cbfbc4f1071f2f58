-- Who may do what: made anew at each provisioning, as hub_owner. Workstations (role hub_workstation) read their own
-- room and run the functions named here; nothing else, and PUBLIC nothing at all.

REVOKE ALL ON SCHEMA hub FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA hub FROM PUBLIC, hub_workstation;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA hub FROM PUBLIC, hub_workstation;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC;

-- The owner obeys the policies too (FORCE), so the functions see no more than the room of whoever called them.
DO $$
DECLARE
    t text;
BEGIN
    FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'hub'::regnamespace AND relkind IN ('r', 'p') LOOP
        EXECUTE format('ALTER TABLE hub.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('DROP POLICY IF EXISTS own_room ON hub.%I', t);
        EXECUTE format('DROP POLICY IF EXISTS owner ON hub.%I', t);
        IF t IN ('epoch', 'version') THEN
            EXECUTE format('CREATE POLICY own_room ON hub.%I FOR SELECT TO hub_owner, hub_workstation USING (true)', t);
            EXECUTE format('CREATE POLICY owner ON hub.%I TO hub_owner USING ((SELECT hub.is_admin()))', t);
        ELSIF t = 'login' THEN
            EXECUTE 'CREATE POLICY owner ON hub.login TO hub_owner
                     USING (login = session_user OR (SELECT hub.is_admin()))';
        ELSE
            EXECUTE format('CREATE POLICY own_room ON hub.%I FOR SELECT TO hub_workstation
                            USING (room_id IN (SELECT hub.my_rooms()))', t);
            EXECUTE format('CREATE POLICY owner ON hub.%I TO hub_owner
                            USING (room_id IN (SELECT hub.my_rooms()) OR (SELECT hub.is_admin()))', t);
        END IF;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA hub TO hub_workstation;
GRANT SELECT ON hub.version, hub.epoch, hub.room, hub.device, hub.envelope, hub.devpos, hub.chunk, hub.case_number,
    hub.number_lease, hub.number_top, hub.state_report, hub.stat_report, hub.snapshot TO hub_workstation;
GRANT EXECUTE ON FUNCTION hub.my_rooms, hub.hello, hub.introduce, hub.push_envelope, hub.push_envelopes,
    hub.put_chunk, hub.keep_chunks, hub.allot_number, hub.claim_number, hub.lease_numbers, hub.end_lease,
    hub.report_state, hub.submit_stats, hub.leave_snapshot TO hub_workstation;
