"""The supervision desk: what is late and where, written notices, final answers, quality samples."""
