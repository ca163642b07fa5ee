"""The rules of the completeness check, one module for each paper that the agent turns.

Every rule takes an `Examination` and yields a `Fault` for each element at fault, in the order
in which the paper is read. Source of all of them: the contract of the completeness check, which
names S0–S4 and the fund's notices; `docs/profile.md` says how its open points are read.
"""
