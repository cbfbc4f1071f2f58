"""The mass dispute desk: many people with one claim (劳动争议调解仲裁法 7). Pure: lists, shares, terms, standings."""
