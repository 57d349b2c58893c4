"""Questions to the database: deals, companies, timelines, totals, search, and the loops of money.

What is asked for is a frozen filter; what comes back are records. Faces print them, this room decides, and all SQL
stands in :mod:`pipeline.store`.
"""
