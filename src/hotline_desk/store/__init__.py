"""The databases: tables and queries per subject, engine, search, schema, changes, backup, local."""
