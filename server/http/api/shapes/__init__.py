"""Every JSON value of the API, as types: the OpenAPI document and the checks on what comes in and what goes out are
made of them. LAW: no behaviour; units are in the names; `at_ms` is the server's monotonic clock (GET /api/clock)."""
