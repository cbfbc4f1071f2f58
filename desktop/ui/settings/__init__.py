"""设置: how the workstation looks and prints, the room's letterhead, accounts, safety, audit, diagnosis."""
