"""The tests of Congvu: behaviour in sentences, peers that are real."""
