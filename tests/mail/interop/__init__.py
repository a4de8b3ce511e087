"""Other people's mail systems send to us and take from us; what they themselves hold afterwards is judged."""
