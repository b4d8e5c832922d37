"""Floor 5: the chat that drafts, checks, edits and explains plans. LangChain lives here only."""
