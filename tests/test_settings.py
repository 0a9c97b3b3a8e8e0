"""What the settings show of themselves."""

import pytest
from pydantic import ValidationError

from app.settings import Settings

SECRET = "hunter2"


def test_no_form_of_them_has_the_database_s_password():
    settings = Settings(database_url=f"postgresql://owner:{SECRET}@127.0.0.1/kharita")
    assert SECRET in settings.libpq_url
    assert SECRET not in f"{settings!r} {settings}"


def test_nor_has_a_refusal_of_them():
    with pytest.raises(ValidationError) as refused:
        Settings(database_url=f"mysql://owner:{SECRET}@127.0.0.1/kharita")
    assert "DATABASE_URL must look like" in str(refused.value)
    assert SECRET not in str(refused.value)
