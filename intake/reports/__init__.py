"""Workbooks that go out: templates, exports, error workbooks."""
