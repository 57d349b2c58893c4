from datetime import date

from pipeline.ingest.page import Page

expected = Page(
    title="Aubrac rachète Sarrazin",
    text="Le fabricant de robinetterie Aubrac a annoncé mardi l'acquisition de son concurrent lyonnais Sarrazin pour "
    "48 millions d'euros, payés en numéraire à la clôture de l'opération.\n"
    "La direction d'Aubrac attend de ce rapprochement une gamme plus large et une présence renforcée en Italie, où "
    "Sarrazin réalise un tiers de ses ventes.\n"
    "L'opération, soumise à l'avis des représentants du personnel, doit être bouclée avant l'été.",
    published=date(2024, 5, 14),
    lang="fr",
    canonical="https://vanne.example/industrie/aubrac-sarrazin",
    cut=False,
)
