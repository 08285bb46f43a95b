"""An earlier plan workbook without what belonged to its case, all else as it was: the package is changed in place."""

from generator.excel.renewing.emptying import Emptied, emptied, has_macros
from generator.excel.renewing.inside import Found, texts_inside
from generator.excel.renewing.selecting import Selection, select

__all__ = ["Emptied", "Found", "Selection", "emptied", "has_macros", "select", "texts_inside"]
