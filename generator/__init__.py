"""Intervjuguide: Word interview forms from one Excel plan, and totals from the completed forms."""

__version__ = "0.1.0"
