"""同步: what waits for a decision, what goes up, what came in, who was last heard of."""
