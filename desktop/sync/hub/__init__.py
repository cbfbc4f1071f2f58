"""The hub: a plain PostgreSQL that keeps a room's sealed envelopes in one order; its SQL, and who may speak to it."""
