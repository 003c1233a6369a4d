"""`make bench`: throughput, memory, start-up and answers. Each figure says what was measured."""
