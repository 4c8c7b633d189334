"""The columns about Python against the interpreter that runs the tests."""

from __future__ import annotations

import ssl

from sphinx_tlsalerts.registries.alerts import load_alerts


def test_the_python_column_is_the_enum_of_this_interpreter() -> None:
    column = {alert.python.constant: alert.code for alert in load_alerts() if alert.python.constant}
    enum = {name: member.value for name, member in ssl.AlertDescription.__members__.items()}
    assert column == enum
    assert len(column) == 27


def test_each_member_is_a_constant_of_the_module_and_finds_its_alert() -> None:
    for name, member in ssl.AlertDescription.__members__.items():
        assert getattr(ssl, name) is member
        assert load_alerts().lookup(name).code == member
        assert load_alerts().lookup(str(member.value)).python.constant == name


def test_python_lacks_ten_alerts() -> None:
    lacking = {alert.code for alert in load_alerts() if alert.python.constant is None}
    assert lacking == {21, 41, 52, 60, 86, 109, 116, 117, 120, 121}
    assert not lacking & {member.value for member in ssl.AlertDescription}
