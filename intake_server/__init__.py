"""The fund's reception server: the reference implementation of the wire's contract.

Of the counter's program it shares the messages and signatures, the formats and the rules, and
nothing else. All truth is in the database; any number of workers may run side by side.
"""
