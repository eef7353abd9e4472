"""What several subjects of the desk need in their tests."""

from tests.ui.whole_desk import box, open_desk, place, whole

__all__ = ["box", "open_desk", "place", "whole"]
