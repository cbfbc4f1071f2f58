"""Plain values and rules of the mediation room; no I/O."""
