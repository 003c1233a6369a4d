"""Tocsin watches public sources for conflict events and tells the channels that asked."""
