"""Opens hostile files, each in a process that was forked for it alone and is gone after."""
