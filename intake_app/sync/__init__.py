"""What a counter and the reception server say to each other, and how it gets there.

`canonical`, `signatures`, `messages`, `batches`, `buckets`, `certificates` and `problems` are
shared with the server; `endpoint`, `transport`, `client`, `outcomes` and `pace` are the
counter's side.
"""
