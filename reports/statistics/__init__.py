"""The month's tables and bulletin on paper and as spreadsheets."""
