from datetime import date

from pipeline.ingest.page import Page

expected = Page(
    title="㈱青葉製作所、港精機を買収",
    text="工作機械の㈱青葉製作所は8日、同業の港精機の全株式を12億円で取得し、完全子会社にすると発表した。"
    "取得日は4月1日を予定する。\n"
    "港精機は髙橋社長が率いる部品メーカーで、従業員は120人。"
    "青葉製作所は航空機向けの部品加工に参入し、3年後に売上高を5割増やす計画だ。",
    published=date(2024, 3, 8),
    lang="ja",
    canonical=None,
    cut=True,
)
