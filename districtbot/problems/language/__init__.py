"""How people say what they want: a bank of phrases and the grammar that puts them together."""
