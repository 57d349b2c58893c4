"""Feeds and files to articles: fetching, parsing, page text. Nothing here touches the database."""
