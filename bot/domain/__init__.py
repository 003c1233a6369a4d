"""The nouns of the field as frozen values: no I/O, no clock, of libraries only the bitmaps of the matcher index."""
