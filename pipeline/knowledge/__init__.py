"""The knowledge base of companies: names in three languages, former names, parents and codes.

Made of a hand list (``hand/*.yaml``) and of public lists (EDINET, SEC, stock indices) by ``python -m
pipeline.knowledge.build``.
"""

from pipeline.knowledge.base import Knowledge, load_knowledge
from pipeline.knowledge.records import KnownCompany

__all__ = ["Knowledge", "KnownCompany", "load_knowledge"]
