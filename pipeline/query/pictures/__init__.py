"""Pictures of money for articles: a loop, and all that goes in and out of a company, as SVG."""

from pipeline.query.pictures.loop import loop_svg
from pipeline.query.pictures.money import company_money_svg

__all__ = ["company_money_svg", "loop_svg"]
