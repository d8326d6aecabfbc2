"""Word lists, one module per purpose, written as plain words so that anybody may add one."""
