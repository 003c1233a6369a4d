"""The queue of record: what goes out, who is sending it now, and what became of it. Must not know platforms or cards.

Order is kept by turns. Each destination has at most one delivery that is next or being sent (an index says so), and
only such a one is ever handed out. `lines` chooses it; whoever takes a row out of a line or puts one in calls it then.
"""
