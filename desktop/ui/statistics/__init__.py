"""统计: the official table, its files, its charts; what was frozen, corrected and given out."""
