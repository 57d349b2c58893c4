"""The database: schema, migrations, reading and writing. All SQL of Dealwire lives in this room.

What is given (articles, feed states, judgements) is kept for good; what is derived (extractions, companies,
deals) is a pure function of it and can be dropped and made again.
"""

from pipeline.store.database import Store, open_store

__all__ = ["Store", "open_store"]
