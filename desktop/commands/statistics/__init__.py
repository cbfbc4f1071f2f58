"""The month's statistics: counted, checked, frozen, and given out."""
