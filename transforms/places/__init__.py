"""Where on earth the places lie that texts name."""
