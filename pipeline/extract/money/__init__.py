"""Money in French, Japanese and English: read right, or left alone.

``find_money(text, lang)`` gives the amounts of a text with exact character offsets, exact values in full units and
what each is about; ``money_to_text`` prints an amount so that it reads back the same; ``convert`` gives it in
another currency at the rate of a day. See docs/money.md.
"""

from pipeline.extract.money.about import about_by_cues, overrule_about
from pipeline.extract.money.conversion import Conversion, convert
from pipeline.extract.money.find import find_money
from pipeline.extract.money.printing import money_to_text

__all__ = ["Conversion", "about_by_cues", "convert", "find_money", "money_to_text", "overrule_about"]
