"""log P(text): what clean text looks like, in nats.

Rules of this package:

1. It knows text and nothing else: no codec, no channel, no damage.
2. A table file is written and read by one module: `format` that of the model, the others each its
   own, with the header of `file`; what they hold is in the docstring of each.
3. `model` gives one additive model of all Unicode text, so that the score of a span is the sum
   over its characters and the score of a line is the sum over its spans.
"""
