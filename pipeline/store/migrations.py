"""The versions of the schema, oldest first. A migration that has been released is never edited: add the next one.

Tables whose name starts with ``x_`` are derived and may be emptied at any time; all others are given.
"""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Connection, OperationalError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

Migration = Callable[["Database"], None]


class MigrationList:
    """The migrations by name, applied through sqlite-utils.

    sqlite-utils brings pandas along where that is installed, a second of work: it is imported only where a database
    has something to catch up with.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._steps: dict[str, Migration] = {}

    def __call__(self, *, name: str) -> Callable[[Migration], Migration]:
        """Register a function as the next migration."""

        def register(step: Migration) -> Migration:
            self._steps[name] = step
            return step

        return register

    @property
    def names(self) -> tuple[str, ...]:
        """All migrations known here, oldest first."""
        return tuple(self._steps)

    def applied(self, connection: Connection) -> set[str]:
        """Names of the migrations that a database has gone through, those unknown here among them."""
        try:
            rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [self._name])
        except OperationalError:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
                raise
            return set()
        return {name for (name,) in rows.fetchall()}

    def apply(self, connection: Connection) -> None:
        """Bring a database up to the newest schema, in one transaction: of two processes one waits for the other."""
        if self.applied(connection) >= self._steps.keys():
            return
        from sqlite_utils.db import Database
        from sqlite_utils.migrations import Migrations

        pending = Migrations(self._name)
        for name, step in self._steps.items():
            pending(name=name)(step)
        connection.execute("BEGIN IMMEDIATE")
        try:
            pending.apply(Database(connection))
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


migrations = MigrationList("dealwire")


@migrations(name="0001-articles")
def articles(db: Database) -> None:
    """Articles with their versions, the keys they are known by, and the states of feeds."""
    statements = (
        """CREATE TABLE articles (
            id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            first_seen TEXT NOT NULL
        )""",
        """CREATE TABLE article_versions (
            article TEXT NOT NULL REFERENCES articles(id),
            version INTEGER NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            lang TEXT,
            url TEXT,
            published TEXT,
            feed TEXT,
            source TEXT NOT NULL,
            note TEXT,
            fetched TEXT,
            digest TEXT NOT NULL,
            PRIMARY KEY (article, version)
        ) WITHOUT ROWID""",
        """CREATE TABLE article_keys (
            key TEXT PRIMARY KEY,
            article TEXT NOT NULL REFERENCES articles(id),
            digest TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX article_keys_article ON article_keys(article)",
        """CREATE TABLE feed_states (
            url TEXT PRIMARY KEY,
            state TEXT NOT NULL
        ) WITHOUT ROWID""",
    )
    for statement in statements:
        db.execute(statement)


@migrations(name="0002-extractions")
def extractions(db: Database) -> None:
    """What was read out of the latest version of each article."""
    statements = (
        """CREATE TABLE x_extractions (
            article TEXT PRIMARY KEY REFERENCES articles(id),
            version INTEGER NOT NULL,
            engine TEXT NOT NULL,
            lang TEXT NOT NULL,
            entities TEXT NOT NULL,
            amounts TEXT NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE x_reports (
            id TEXT PRIMARY KEY,
            article TEXT NOT NULL REFERENCES x_extractions(article) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            published TEXT,
            report TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX x_reports_article ON x_reports(article)",
    )
    for statement in statements:
        db.execute(statement)


@migrations(name="0003-links")
def links(db: Database) -> None:
    """Judgements as given; companies and deals as derived from reports, with the keys that find them."""
    statements = (
        """CREATE TABLE judgements (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('company', 'deal')),
            verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
            a TEXT NOT NULL,
            b TEXT NOT NULL,
            because TEXT NOT NULL,
            judge TEXT NOT NULL,
            at TEXT NOT NULL,
            anchors TEXT NOT NULL,
            undone_at TEXT,
            undone_by TEXT
        ) WITHOUT ROWID""",
        # The reports that a new reading of their article took away: a deal's id that was derived from one of
        # them still leads to the deal that the article tells now.
        """CREATE TABLE retired_reports (
            report TEXT PRIMARY KEY,
            article TEXT NOT NULL,
            summary TEXT NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE x_deals (
            id TEXT PRIMARY KEY,
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            label TEXT NOT NULL,
            currency TEXT,
            low REAL,
            high REAL,
            amount REAL,
            eur REAL,
            usd REAL,
            rate_day TEXT,
            valuation_currency TEXT,
            valuation REAL,
            stake REAL,
            first_seen TEXT,
            last_seen TEXT,
            announced TEXT,
            completed TEXT,
            stale INTEGER NOT NULL,
            reports INTEGER NOT NULL,
            articles INTEGER NOT NULL,
            langs TEXT NOT NULL,
            deal TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX x_deals_last_seen ON x_deals(last_seen, id)",
        "CREATE INDEX x_deals_first_seen ON x_deals(first_seen, id)",
        "CREATE INDEX x_deals_type ON x_deals(type, last_seen, id)",
        "CREATE INDEX x_deals_usd ON x_deals(usd, id)",
        "CREATE INDEX x_deals_rumors ON x_deals(stale, last_seen) WHERE status = 'rumored'",
        """CREATE TABLE x_deal_parties (
            deal TEXT NOT NULL REFERENCES x_deals(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            company TEXT NOT NULL,
            role TEXT NOT NULL,
            name TEXT NOT NULL,
            score REAL NOT NULL,
            PRIMARY KEY (deal, position)
        ) WITHOUT ROWID""",
        "CREATE INDEX x_deal_parties_company ON x_deal_parties(company, role, deal)",
        """CREATE TABLE x_deal_reports (
            report TEXT PRIMARY KEY,
            deal TEXT NOT NULL,
            article TEXT NOT NULL,
            lang TEXT NOT NULL,
            published TEXT
        ) WITHOUT ROWID""",
        "CREATE INDEX x_deal_reports_deal ON x_deal_reports(deal, report)",
        "CREATE INDEX x_deal_reports_article ON x_deal_reports(article)",
        "CREATE INDEX x_deal_reports_published ON x_deal_reports(published)",
        """CREATE TABLE x_deal_lineage (
            deal TEXT NOT NULL,
            kind TEXT NOT NULL,
            other TEXT NOT NULL,
            because TEXT NOT NULL,
            PRIMARY KEY (deal, kind, other)
        ) WITHOUT ROWID""",
        "CREATE INDEX x_deal_lineage_other ON x_deal_lineage(other)",
        """CREATE TABLE x_companies (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            country TEXT,
            parent TEXT,
            company TEXT NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE x_company_names (
            folded TEXT NOT NULL,
            company TEXT NOT NULL REFERENCES x_companies(id) ON DELETE CASCADE,
            text TEXT NOT NULL,
            lang TEXT NOT NULL,
            source TEXT NOT NULL,
            PRIMARY KEY (folded, company, text, lang)
        ) WITHOUT ROWID""",
        "CREATE INDEX x_company_names_company ON x_company_names(company)",
        # Every company with each of its parents, grandparents and itself: what a group is.
        """CREATE TABLE x_company_groups (
            head TEXT NOT NULL,
            company TEXT NOT NULL REFERENCES x_companies(id) ON DELETE CASCADE,
            PRIMARY KEY (head, company)
        ) WITHOUT ROWID""",
        "CREATE INDEX x_company_groups_company ON x_company_groups(company)",
        """CREATE TABLE x_link_entries (
            report TEXT PRIMARY KEY,
            article TEXT NOT NULL,
            entry TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX x_link_entries_article ON x_link_entries(article)",
        "CREATE TABLE x_link_mentions (node TEXT, report TEXT, PRIMARY KEY (node, report)) WITHOUT ROWID",
        """CREATE TABLE x_link_names (
            node TEXT NOT NULL,
            name TEXT NOT NULL,
            lang TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY (node, name, lang)
        ) WITHOUT ROWID""",
        """CREATE TABLE x_link_ties (
            a TEXT NOT NULL,
            b TEXT NOT NULL,
            kind TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY (a, b, kind)
        ) WITHOUT ROWID""",
        "CREATE INDEX x_link_ties_b ON x_link_ties(b)",
        "CREATE TABLE x_link_buckets (bucket TEXT, node TEXT, PRIMARY KEY (bucket, node)) WITHOUT ROWID",
        "CREATE INDEX x_link_buckets_node ON x_link_buckets(node)",
        "CREATE TABLE x_link_companies (node TEXT PRIMARY KEY, company TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX x_link_companies_company ON x_link_companies(company)",
        # Keys are 64-bit digests: reports under one key lie in order of time.
        """CREATE TABLE x_link_keys (
            key INTEGER NOT NULL,
            day INTEGER NOT NULL,
            report TEXT NOT NULL,
            PRIMARY KEY (key, day, report)
        ) WITHOUT ROWID""",
        """CREATE TABLE x_link_pairs (
            kind TEXT NOT NULL,
            a TEXT NOT NULL,
            b TEXT NOT NULL,
            score REAL NOT NULL,
            support INTEGER NOT NULL,
            PRIMARY KEY (kind, a, b)
        ) WITHOUT ROWID""",
        "CREATE INDEX x_link_pairs_b ON x_link_pairs(kind, b)",
    )
    for statement in statements:
        db.execute(statement)


@migrations(name="0004-search")
def search(db: Database) -> None:
    """The index of the words of all articles, and what lists and totals of deals are read from."""
    statements = (
        # Tokens are made by pipeline.store.words and hold letters and digits only: the index splits at spaces.
        "CREATE VIRTUAL TABLE x_search USING fts5(title, text, content='', tokenize='ascii')",
        """CREATE TABLE x_search_docs (
            id INTEGER PRIMARY KEY,
            article TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL
        )""",
        "CREATE TABLE x_search_version (words INTEGER NOT NULL)",
        # The index is made when the database is opened, as whenever it is of another version than the program.
        "INSERT INTO x_search_version (words) VALUES (0)",
        "CREATE INDEX x_deals_announced ON x_deals(announced, id)",
        "CREATE INDEX x_deals_eur ON x_deals(eur, id)",
        # Totals over all deals read this alone, and not the rows, which are ten times as long.
        """CREATE INDEX x_deals_totals ON x_deals(
            type, status, announced, first_seen, last_seen, stale, currency, amount, eur, usd)""",
    )
    for statement in statements:
        db.execute(statement)


@migrations(name="0005-ties")
def ties(db: Database) -> None:
    """Ties of a node are found without those that hold it apart from its partners, of which it may have very many."""
    statements = (
        "DROP INDEX x_link_ties_b",
        "CREATE INDEX x_link_ties_from ON x_link_ties(a, b, kind) WHERE kind <> 'apart'",
        "CREATE INDEX x_link_ties_to ON x_link_ties(b, a, kind) WHERE kind <> 'apart'",
    )
    for statement in statements:
        db.execute(statement)
