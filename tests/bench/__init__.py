"""Benchmarks: each measures our way beside a reference in the same run (`make bench ONLY=name`).

A benchmark is a module `bench_<name>.py` in this folder with

- `BASE`: what stands in its database when it begins: `"empty"` (tables only), `"divisions"` (a city
  as `init_city` leaves it) or `"city"` (the demonstration city);
- `prepare(folder)`, if it needs anything before: workbooks, for instance; not measured;
- `ours(folder)`: what is measured; it may return a dict of further figures;
- `reference(folder)`: what it is compared with;
- `RUNS`, if one run says too little: the median counts.

Every part runs in a process of its own, so that a peak of memory is that part's; every benchmark
has a database of its own, a copy of its base: PostgreSQL when DATABASE_URL says so, else SQLite.
"""
