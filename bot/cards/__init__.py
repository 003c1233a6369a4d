"""Values in, cards out: the only place where sentences for people are written. Pure; knows no platform or store."""
