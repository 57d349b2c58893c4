"""``dealwire companies`` and ``dealwire company``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.cli.console import clean, out, print_table, table, tell
from pipeline.cli.options import ConfigOption, DbOption, FormatOption, LangOption, LimitOption, opened

if TYPE_CHECKING:
    from pipeline.records import Company, Deal, Lang
    from pipeline.store import Store


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog="\b\nExamples:\n  dealwire companies\n  dealwire companies softbank --format csv")(companies)
    app.command(epilog="\b\nExamples:\n  dealwire company ソフトバンク\n  dealwire company SoftBank --format json")(
        company
    )


def companies(
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Part of a name, in any script.")] = "",
    limit: LimitOption = 50,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="PLACE", help="Go on behind this place, which the page before ended with."),
    ] = None,
    format: FormatOption = "table",
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """List the companies of the deals, those with most deals first."""
    from pipeline.cli.formats import keyed, write_rows
    from pipeline.jsonable import company_json
    from pipeline.query.companies import list_companies

    _, store = opened(config, db)
    with store:
        page = list_companies(store, text, limit, after)
    if format != "table":
        rows = ({**company_json(found), "deals": deals} for found, deals in page.companies)
        write_rows(rows, format, {**keyed("id", "name", "kind", "country", "parent", "deals"), "names": _names})
    elif page.companies:
        made = table("Company", "Kind", "Country", ("Deals", {"justify": "right"}), "Id")
        for found, deals in page.companies:
            made.add_row(clean(found.name), found.kind, found.country or "", f"{deals:,}", clean(found.id))
        print_table(made)
    if not page.companies:
        tell("no companies")
    if page.next is not None:
        tell(f"more: --after '{page.next}'")


def company(
    name: Annotated[str, typer.Argument(metavar="NAME|ID", help="Any name of a company, in any script, or its id.")],
    format: Annotated[
        Literal["table", "json", "svg"],
        typer.Option("--format", help="What to write: a page to look at, a JSON list, or a picture of its money."),
    ] = "table",
    group: Annotated[bool, typer.Option("--group", help="With all companies of its group.")] = False,
    limit: LimitOption = 20,
    lang: LangOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Show a company: its names in all languages, whom it belongs to, and its deals. A name that several companies
    bear shows all of them."""
    from pipeline.cli.formats import write_json
    from pipeline.jsonable import company_json, deal_json
    from pipeline.query.companies import get_companies
    from pipeline.query.deals import list_deals
    from pipeline.query.filters import DealFilter

    _, store = opened(config, db)
    if format == "svg":
        with store:
            _draw(store, name, group, lang)
        return
    with store:
        found = get_companies(store, name)
        deals = {
            one.id: list_deals(
                store, DealFilter(companies=(one.id,), group=group), limit=limit, reports=format == "json"
            ).deals
            for one in found
        }
        parents = {one.id: store.companies.get(one.parent) for one in found if one.parent}
    if format == "json":
        write_json({**company_json(one), "deals": [deal_json(deal) for deal in deals[one.id]]} for one in found)
        return
    if len(found) > 1:
        tell(f"{name} may be any of {len(found)} companies; ask for one by its id")
    for one in found:
        _show(one, parents.get(one.id), deals[one.id], lang)


def _draw(store: Store, name: str, group: bool, lang: Lang | None) -> None:
    from pipeline.cli.display import reader_language
    from pipeline.query.money import company_money
    from pipeline.query.pictures import company_money_svg

    print(company_money_svg(company_money(store, name, group=group), reader_language(lang)))


def _names(row: dict[str, Any]) -> str:
    return " | ".join(dict.fromkeys(name["text"] for name in row["names"]))


def _show(company: Company, parent: Company | None, deals: tuple[Deal, ...], lang: Lang | None) -> None:
    from pipeline.cli.deals import write_deals

    console = out()
    console.print(clean(company.name), style="bold")
    facts = [company.kind, company.country, company.legal_form, company.id]
    console.print(clean("  " + ", ".join(fact for fact in facts if fact)))
    if company.parent:
        console.print(clean(f"  belongs to {f'{parent.name} ({parent.id})' if parent else company.parent}"))
    for scheme, value in company.codes:
        console.print(clean(f"  {scheme} {value}"))
    by_lang: dict[str, list[str]] = {}
    for name in company.names:
        by_lang.setdefault(name.lang or "any", []).append(name.text)
    for code, names in by_lang.items():
        console.print(clean(f"  {code}: {', '.join(dict.fromkeys(names))}"))
    console.print()
    write_deals(deals, "table", lang)
    console.print()
