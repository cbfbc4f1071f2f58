"""${message}"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
