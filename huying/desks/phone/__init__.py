"""The phone's pages: the bar beside the agent's form, who calls, calls that we owe, all calls, the floor and its wall."""
