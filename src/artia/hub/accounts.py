"""Accounts in the hub's database, created before the hub's port opens.

JupyterHub's NativeAuthenticator lets whoever comes first take a name that has no password yet,
so every account gets its row, with a password of its own, while nothing is listening.
"""

import logging
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import bcrypt
from jupyterhub import dbutil, orm
from nativeauthenticator.orm import UserInfo
from sqlalchemy import Column, String
from sqlalchemy.orm import Session

from artia.hub import HubError
from artia.hub.people import GRADER, Person
from artia.hub.state import State

# No letter or digit that is read for another (0 o, 1 l i); 31**12 is about 59 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class OneTimePassword(orm.Base):
    """Names whose printed password has not been replaced yet: it opens no session."""

    __tablename__ = "artia_one_time_passwords"
    username = Column(String(128), primary_key=True)


def new_password() -> str:
    """Return a password to be typed once, such as ``k7mw-2fqd-x9ab``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join(letters[i : i + 4] for i in (0, 4, 8))


def hash_password(password: str) -> bytes:
    """Return the salted hash NativeAuthenticator compares with."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())


@contextmanager
def database(state: State) -> Iterator[Session]:
    """Open the hub's database while the hub is stopped; all or nothing is written."""
    if state.database.exists():
        # Made by an older JupyterHub: brought up to date, with a copy of the old file beside it.
        dbutil.upgrade_if_needed(state.database_url, log=logging.getLogger(__name__))
    logging.disable(logging.INFO)  # alembic tells each step of creating a database
    try:
        session = orm.new_session_factory(state.database_url)()
    finally:
        logging.disable(logging.NOTSET)
    state.database.chmod(0o600)
    try:
        UserInfo.__table__.create(session.get_bind(), checkfirst=True)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()
        session.get_bind().dispose()


def create_accounts(state: State, people: Iterable[Person]) -> dict[str, str]:
    """Create the accounts that do not exist; return {name: one-time password} for those only."""
    created = {}
    with database(state) as session:
        for person in people:
            if UserInfo.find(session, person.name) is None:
                created[person.name] = new_password()
                session.add(
                    UserInfo(
                        username=person.name,
                        password=hash_password(created[person.name]),
                        is_authorized=True,
                    )
                )
                session.merge(OneTimePassword(username=person.name))
    return created


def follow_list(state: State, people: Iterable[Person]) -> None:
    """Make the hub's own records follow the list of people; `create_accounts` only adds.

    Somebody taken out of the list loses their sessions and tokens, and keeps their work and
    password for the day they come back. Everybody leaves their groups: JupyterHub puts people in
    the groups of its configuration at each start, and never takes anybody out of one.
    """
    names = {person.name for person in people} | {GRADER}
    with database(state) as session:
        for user in session.query(orm.User):
            user.groups = []
            if user.name not in names:
                session.delete(user)


def renew_password(state: State, name: str) -> str:
    """Give an account a new one-time password and return it. The hub must be stopped.

    Browsers still logged in under that name are logged out: a password is often renewed because
    somebody else may know it. Raises HubError for a name that has no account.
    """
    with database(state) as session:
        account = UserInfo.find(session, name)
        if account is None:
            raise HubError(
                f"Personne ne s'appelle {name!r} ici. Les comptes sont dans {state.people}.",
                f"Nobody is called {name!r} here. The accounts are listed in {state.people}.",
            )
        password = new_password()
        account.password = hash_password(password)
        session.merge(OneTimePassword(username=name))
        user = orm.User.find(session, name)
        if user is not None:
            user.cookie_id = orm.new_token()
            for token in user.api_tokens:
                session.delete(token)
    return password
