"""The request: what form and command line refuse."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from readout.errors import BadRequest
from readout.requests import URLS_MAX, IngestRequest, request_of


def test_the_default_needs_the_network_or_a_field_to_be_filled_in() -> None:
    request = IngestRequest()
    assert (request.watchlist, request.mode, request.publish) == ("sample", "offline", True)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"watchlist": "../etc"}, "watchlist: String should match pattern"),
        ({"watchlist": "x" * 65}, "watchlist: String should have at most 64 characters"),
        ({"watchlist": ""}, "nothing to take in"),
        ({"mode": "fast"}, "mode: Input should be 'new', 'refresh' or 'offline'"),
        ({"documents_max": 99999}, "documents_max: Input should be less than or equal to 10000"),
        ({"documents_max": 0}, "documents_max: Input should be greater than or equal to 1"),
        ({"urls": ["ftp://a.example/"]}, "urls.0: does not begin with https:// or http://"),
        ({"urls": ["https://a.example/", "file:///etc/passwd"]}, "urls.1: does not begin"),
        ({"urls": ["https://a.example/ b"]}, "urls.0: has a blank or a control character in it"),
        ({"urls": ["https://a.example/\x00"]}, "urls.0: has a blank or a control character in it"),
        ({"urls": ["https:///x"]}, "urls.0: names no host"),
        ({"urls": ["https://a.example/" + "x" * 4096]}, "urls.0: is longer than 4096 characters"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "since (2024-02-01) is after until (2024-01-01)"),
        ({"since": "2024-13-01"}, "since: Input should be a valid date"),
        ({"note": "x" * 501}, "note: String should have at most 500 characters"),
        ({"watchlists": "sample"}, "unknown field 'watchlists'; did you mean 'watchlist'?"),
    ],
)
def test_a_bad_value_is_taken_or_refused_without_its_name(values: dict[str, object], problem: str) -> None:
    with pytest.raises(BadRequest) as caught:
        request_of(values)
    assert caught.value.problem.startswith(problem)
    with pytest.raises(ValidationError):
        IngestRequest.model_validate(values)


def test_a_password_is_printed_with_the_refusal() -> None:
    with pytest.raises(BadRequest) as caught:
        request_of({"urls": ["https://reader:hunter2@a.example/"]})
    assert "user name or password" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_too_many_addresses_are_refused_without_naming_the_way_out() -> None:
    with pytest.raises(BadRequest, match="into a watchlist"):
        request_of({"urls": ["https://a.example/"] * (URLS_MAX + 1)})
    assert len(request_of({"urls": ["https://a.example/"] * URLS_MAX}).urls) == URLS_MAX


def test_a_window_may_lie_in_the_future() -> None:
    today = date(2024, 4, 28)
    request_of({"until": "2024-04-29"}).check_window(today)  # it is tomorrow already further east
    for name in ("since", "until"):
        with pytest.raises(BadRequest, match=f"{name}: 2024-04-30 lies in the future"):
            request_of({name: "2024-04-30"}).check_window(today)


def test_a_request_changes_on_its_way_through_json() -> None:
    request = request_of(
        {
            "watchlist": "us-china",
            "mode": "new",
            "urls": ["https://a.example/见"],
            "since": "2024-04-01",
            "documents": ["a.txt"],
        }
    )
    assert IngestRequest.model_validate_json(request.model_dump_json()) == request


def test_a_field_of_the_form_has_no_title_description_or_place() -> None:
    schema = IngestRequest.model_json_schema()
    properties = schema["properties"]
    assert schema["additionalProperties"] is False
    assert "documents" not in properties
    assert set(properties) == set(IngestRequest.model_fields) - {"documents"}
    for field in properties.values():
        assert field["title"]
        assert field["description"]
        assert "default" in field
    positions = [field["position"] for field in properties.values()]
    assert positions == sorted(set(positions))
