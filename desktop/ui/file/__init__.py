"""The page of one file: its head, its way, its next steps, and the tabs."""
