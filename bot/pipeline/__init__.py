"""The use cases that move things along: poll, ingest, evaluate, dispatch, deliver. Each step is idempotent."""
