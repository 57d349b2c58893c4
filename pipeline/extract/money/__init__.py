"""Money in French, Japanese and English: read right, or left alone.

``find_money(text, lang)`` gives the amounts of a text with exact character offsets.
"""

from pipeline.extract.money.find import find_money

__all__ = ["find_money"]
