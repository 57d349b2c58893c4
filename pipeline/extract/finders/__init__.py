"""Other models that find the names of a text; the shipped model then reads the deals between them."""
