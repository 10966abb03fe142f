"""Work on the bytes of strangers, in processes that may be killed: for their time, their memory, or what they do to a parser.

Knows nothing of pages: a `task.Task` names the function that answers, a `crew.Crew` asks it, side by side and in order.
"""
