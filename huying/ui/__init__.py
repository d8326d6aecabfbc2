"""The shared look of all pages: frames, components, icons, words in two languages."""
