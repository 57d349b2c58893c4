"""Data of the room, and the scripts that write them."""
