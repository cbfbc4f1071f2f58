"""The mass dispute desk: the list of claimants, representatives, everybody's own agreement, everybody's payments."""
