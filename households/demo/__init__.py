"""The demonstration city's people, made from a seed (演示城市人口).

Plain Python: no database, no Django. `population.build_population` returns villages, households,
people and all that happened to them between 2014 and a day; the loaders in `reviews/demo` write
them into the registers. Nobody in here exists: every ID number begins with 429000, which is issued
to nobody, and every mobile number with 1540, which no operator hands out.
"""
