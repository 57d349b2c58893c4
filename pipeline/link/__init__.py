"""Reports to companies and deals: one company behind many names, one deal behind many reports.

Everything but :mod:`pipeline.link.service` is pure: a function of a set of reports, the knowledge base and the
judgements, whatever the order or the batches in which they came.
"""
