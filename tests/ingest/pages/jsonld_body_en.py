from datetime import date

from pipeline.ingest.page import Page

expected = Page(
    title="Loom raises $9m",
    text="Loom, which makes looms, has raised $9m from two funds to build a mill in Leeds.\n"
    "The round values the company at $40m, its founder said. She expects the mill to open within a year and to employ "
    "eighty people, most of them trained on the spot.",
    published=date(2024, 2, 1),
    lang="en",
    canonical="https://quay.example/a/1",
    cut=True,
)
