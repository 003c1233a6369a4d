"""News feeds of a pack's outlets, in RSS, RDF and Atom."""
