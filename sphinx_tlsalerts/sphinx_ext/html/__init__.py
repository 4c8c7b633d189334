"""What only browsers get: assets, tables, the data of the finder."""
