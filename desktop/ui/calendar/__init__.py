"""日程: the sessions and reception days of a week or a month."""
