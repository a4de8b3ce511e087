"""How a simulated office is told from a real one by whoever gets something from it (design, law 5)."""

SIMULATED = "[MÔ PHỎNG]"  # stands before the subject of every letter and the words of every message
