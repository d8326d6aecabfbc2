"""How good the understanding is: one module a measure, each reading labelled files and answering a `Report`."""
