"""GDELT 2.0 event exports, English and translated: rows that point to articles, never alerts by themselves."""
