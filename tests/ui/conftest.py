"""What several subjects of the desk need in their tests."""

from tests.ui.sweeping import _swept
from tests.ui.whole_desk import box, furnished, open_desk, place, whole

__all__ = ["_swept", "box", "furnished", "open_desk", "place", "whole"]
