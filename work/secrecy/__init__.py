"""Tells whether a text bears a mark of state secrecy (độ mật) or of circulation, and by which dated rule."""
