"""今日: what must be done, in the order in which it hurts if forgotten."""
