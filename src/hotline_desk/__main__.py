"""python -m hotline_desk"""

import sys

from hotline_desk.cli import main

if __name__ == "__main__":
    sys.exit(main())
