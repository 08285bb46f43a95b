"""The results workbook, a module to a sheet; ``book`` puts them together."""
