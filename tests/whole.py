"""What marks tests that the short command leaves out and ``pytest`` alone runs.

They run the program whole, as its user does, or hold much of what shorter tests beside them hold of a part.
"""

import pytest

WHOLE = pytest.mark.long(sampled=False)
