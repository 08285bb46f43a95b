"""The plan workbook: reading it, writing it, and the results workbook."""
