"""What people see and touch: the command line, the report, the web. They word, round and draw; they compute nothing."""
