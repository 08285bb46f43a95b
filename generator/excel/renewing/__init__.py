"""An earlier plan workbook without what belonged to its case, all else as it was: the package is changed in place."""

from generator.excel.renewing.emptying import Emptied, emptied
from generator.excel.renewing.inside import Found, texts_inside
from generator.excel.renewing.selecting import Selection, select

__all__ = ["Emptied", "Found", "Selection", "emptied", "select", "texts_inside"]
