"""The WeChat door: the official account's webhook in, its interfaces out, and H5 pages entered by web OAuth."""
