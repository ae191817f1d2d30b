"""The first account."""

from __future__ import annotations

import pytest

from server.users import Accounts, Setup, SetupDone, WrongSetupCode


def test_the_code_is_eight_signs_and_new_at_each_start(accounts: Accounts) -> None:
    codes = {Setup(accounts).code for _ in range(20)}
    assert len(codes) == 20
    assert {len(code) for code in codes} == {8}


def test_the_code_makes_one_administrator(accounts: Accounts) -> None:
    setup = Setup(accounts)
    with pytest.raises(WrongSetupCode):
        setup.finish("wrong", "ada", "correct horse")
    typed = f" {setup.code[:4]}-{setup.code[4:]}".upper()
    assert setup.finish(typed, "ada", "correct horse").is_admin
    assert not setup.is_needed()
    with pytest.raises(SetupDone):
        setup.finish(setup.code, "eve", "correct horse")
