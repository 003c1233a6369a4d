"""Commands for those who write rules: test, lint, list, explain, scaffold, run over a stream, and backtest."""
