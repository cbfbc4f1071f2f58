"""Two stations and more: what they exchange, what may go wrong on the way, and that nothing is lost."""
