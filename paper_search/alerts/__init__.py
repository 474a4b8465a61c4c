"""Alerts by e-mail: saved questions and decision filters, kept with an address until it asks to be forgotten."""
