"""Article to extraction: language, entities, money and reports of deals."""
