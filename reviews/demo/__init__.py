"""The demonstration city, loaded: who works there, what they did, and how it gets into the tables.

`cast`, `commitments`, `works` and `ledger` invent from a seed, in plain Python; the modules named
after apps (`registry`, `villages`, `assistance` …) write set-based; `city.load_city` does it all.
Names of departments are those that every city of this kind has; people, firms, projects, problems
and dates are invented. What the report says as a number comes out as that number.
"""
