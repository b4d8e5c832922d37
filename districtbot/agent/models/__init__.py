"""Language models of several makes behind one face: a LangChain chat model."""
