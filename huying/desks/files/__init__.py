"""The address of files: uploads in pieces, and attachments for those who may see them."""
