from __future__ import annotations

import pytest

from sfg_analytics.publication import Publication
from tests.pack import made


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return made.real(tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return made.hostile(tmp_path_factory.mktemp("hostile"))
