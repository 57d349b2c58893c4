"""Deals for other programs: CSV, JSON Lines, Parquet, Excel, and a database that opens in Datasette."""

from pipeline.query.export.export import FORMATS, ExportFormat, export_deals

__all__ = ["FORMATS", "ExportFormat", "export_deals"]
