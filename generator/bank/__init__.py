"""The question bank: written once per language, with the same ids, and searched by words as people type them."""

from generator.bank.questions import load
from generator.bank.searching import search

__all__ = ["load", "search"]
