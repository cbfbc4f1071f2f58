"""The kit: small widgets in the dress of `desktop.ui.looks`, that know nothing of the domain."""
