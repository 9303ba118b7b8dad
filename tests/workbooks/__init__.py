"""Workbooks for tests and benchmarks: synthetic households in the national layouts, dirty on
request. Every ID number begins with 429000, which was never issued to anybody."""
