"""Expressions of forms: XPath 1 as ODK's devices understand it, read by elementpath, evaluated by our own functions.

`supported` names the functions, `checking.check` says what is wrong with a form's expressions before anybody answers it.
"""

from acasa.questionnaires.engine.expressions.names import supported
from acasa.questionnaires.engine.expressions.parser import ExpressionError, functions

__all__ = ["ExpressionError", "functions", "supported"]
