"""``dealwire search``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.console import clean, out, tell
from pipeline.cli.options import ConfigOption, DbOption, FormatOption, LangOption, LimitOption, opened

if TYPE_CHECKING:
    from pipeline.query.search import Found
    from pipeline.records import Lang

_EXAMPLES = """\b
Examples:
  dealwire search 買収
  dealwire search 'levee de fonds -immobilier'
  dealwire search '"joint venture" japan*' --format jsonl"""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_EXAMPLES)(search)


def search(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help='Words that must all be there; "in a row", -not, begun*.'),
    ],
    limit: LimitOption = 20,
    offset: Annotated[int, typer.Option("--offset", min=0, metavar="N", help="Leave out the first ones.")] = 0,
    format: FormatOption = "table",
    lang: LangOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Search the texts of all articles, and the names of companies, best first.

    Words are found without regard to case, accents and width; Japanese ones also inside of longer ones.
    """
    from pipeline.cli.formats import keyed, write_rows
    from pipeline.query.as_json import article_found_json
    from pipeline.query.search import search as find

    _, store = opened(config, db)
    with store:
        found = find(store, " ".join(words), limit=limit, offset=offset)
    if format != "table":
        keys = ("article", "lang", "published", "url", "title", "quote", "score")
        write_rows(
            map(article_found_json, found.articles),
            format,
            {**keyed(*keys), "deals": lambda row: " ".join(row["deals"])},
        )
    else:
        _show(found, lang)
    more = found.total - offset - len(found.articles)
    tell(
        f"{found.total} article{'' if found.total == 1 else 's'}"
        + (f"; more: --offset {offset + len(found.articles)}" if more > 0 else "")
    )


def _show(found: Found, lang: Lang | None) -> None:
    from rich.text import Text

    from pipeline.cli.display import day_text, reader_language

    reader = reader_language(lang)
    console = out()
    if found.companies:
        names = ", ".join(f"{company.name} ({company.id}, {deals} deals)" for company, deals in found.companies)
        console.print(clean(f"Companies: {names}\n"))
    for article in found.articles:
        console.print(clean(article.title or article.article), style="bold")
        # Marks count characters: what is not safe is replaced one by one.
        quote = Text(f"  {clean(article.quote)}".replace("\n", " "))
        for start, end in article.marks:
            quote.stylize("bold yellow", start + 2, end + 2)
        console.print(quote)
        source = f"  {day_text(article.published, reader)}, {article.lang or 'other'}, {article.url or article.article}"
        console.print(clean(source), style="dim", soft_wrap=True)
        if article.deals:
            console.print(clean(f"  deals: {' '.join(article.deals)}"), style="dim")
        console.print()
