"""One tokenizer for all tests of the memory."""

import pytest
from tokenizers import Tokenizer

from . import chats


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    """A byte-pair tokenizer of 700 tokens."""
    return chats.trained_tokenizer()
