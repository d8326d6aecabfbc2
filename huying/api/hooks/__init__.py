"""Webhooks: partners are told of changes to the requests that they filed, by the Standard Webhooks specification."""
