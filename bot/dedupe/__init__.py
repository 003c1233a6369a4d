"""Which events tell one happening: blocking, scoring, joining, merging. Pure; knows no store, text reader or rule."""
