"""log P(text): what clean text looks like, in nats.

Rules of this package:

1. It knows text and nothing else: no codec, no channel, no damage.
2. `format` is the only owner of the table file, for writing and for reading.
3. `model` gives one additive model of all Unicode text, so that the score of a span is the sum
   over its characters and the score of a line is the sum over its spans.
"""
