"""Whole-program tests in the mediator's words."""
