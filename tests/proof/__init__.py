"""Nothing accepted is lost, nothing is sent twice unknowingly: by real kills, stops and power cuts.

The tests look from outside: what a client was told, what a next hop saw, what the
store says in SQL. Nothing here imports anything of Congvu.
"""
