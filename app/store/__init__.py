"""The database: tables, every SELECT, and the records that they fill."""
