"""接待日 and 值班: the day with its tickets, and the week's rota."""
