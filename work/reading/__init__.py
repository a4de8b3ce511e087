"""What a Vietnamese text asks for and by when: deadlines, meetings, periods, with the words they stand in."""
