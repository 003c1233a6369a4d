"""The news of July to November 2023, replayed on one's own machine: what `make demo` shows."""
