"""Time: the clocks, the official calendar, deadlines, ladders, and the dispatch of notices."""
