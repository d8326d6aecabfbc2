"""The email door: IMAP in, SMTP out, threads by signed addresses, every charset that Chinese mail comes in."""
