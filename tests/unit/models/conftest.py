"""A store, a model that was trained on it, and its files: made once for all tests of this room."""

import pytest
from support import tiny_models


@pytest.fixture(scope="session")
def store(image_store):
    return image_store(96)


@pytest.fixture(scope="session")
def trained(store):
    """One trained tiny model."""
    return tiny_models.fit(store)


@pytest.fixture(scope="session")
def saved(trained, store, tmp_path_factory):
    return tiny_models.save(trained, store.read("images", 0, 20), tmp_path_factory.mktemp("model"))
