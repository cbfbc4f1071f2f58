"""登记: a walk-in becomes a file within a minute."""
