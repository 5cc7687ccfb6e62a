"""Logging in: NativeAuthenticator, signup closed, printed passwords truly good for one use.

A printed password opens no session. It opens one page, where the person chooses their own;
that choice logs them in. Whoever reads the printed sheet later holds nothing.
"""

from jupyterhub.handlers.login import LoginHandler as HubLoginHandler
from jupyterhub.utils import url_path_join
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.handlers import ChangePasswordHandler, LoginHandler
from tornado import web

from artia.hub.accounts import OneTimePassword, hash_password

# Carries, signed by the hub, the name of who has just typed a printed password.
FIRST_COOKIE = "artia-first-login"
FIRST_COOKIE_DAYS = 15 / (24 * 60)
# In bytes of UTF-8: bcrypt takes no more, and fails instead of saying no.
LONGEST_PASSWORD = 72


def fits(password: str) -> bool:
    """Tell whether bcrypt accepts a password at all."""
    return len(password.encode()) <= LONGEST_PASSWORD


class CourseAuthenticator(NativeAuthenticator):
    """NativeAuthenticator for accounts made by the launcher only."""

    def must_choose(self, username: str) -> bool:
        """Tell whether this person still has the printed password."""
        name = self.normalize_username(username)
        return self.db.get(OneTimePassword, name) is not None

    async def authenticate(self, handler: web.RequestHandler, data: dict) -> str | None:
        """Return the person's name, None for a wrong password or for a printed one."""
        if not fits(data["password"]):
            data = {**data, "password": ""}
        if self.get_user(data["username"]) is None:
            # As long as for a name that exists, so that the delay does not tell which ones do.
            hash_password(data["password"])
        name = await super().authenticate(handler, data)
        if name and self.must_choose(name):
            handler.first_login_of = name
            return None
        return name

    def change_password(self, username: str, new_password: str) -> bool | None:
        """Replace a password; the printed one cannot be kept."""
        name = self.normalize_username(username)
        account = self.get_user(name)
        printed = self.db.get(OneTimePassword, name)
        if printed and account and account.is_valid_password(new_password):
            return None
        changed = super().change_password(name, new_password)
        if changed and printed:
            self.db.delete(printed)
            self.db.commit()
        return changed

    def get_handlers(self, app: object) -> list[tuple]:
        """Serve login and change of password; no signup, no approval, no administration page."""
        return [
            (r"/login", CourseLoginHandler),
            (r"/first-password", FirstPasswordHandler),
            (r"/change-password", CourseChangePasswordHandler),
        ]


class CourseLoginHandler(LoginHandler):
    """The login page; a printed password leads to the choice of a password."""

    first_login_of: str | None = None

    async def post(self) -> None:
        """Log in, or go and choose a password, or say that name or password is wrong."""
        data = {name: self.get_argument(name, strip=False) for name in ("username", "password")}
        user = await self.login_user(data)
        if user:
            self._jupyterhub_user = user
            self.redirect(self.get_next_url(user))
        elif self.first_login_of:
            self.set_secure_cookie(
                FIRST_COOKIE,
                self.first_login_of,
                expires_days=FIRST_COOKIE_DAYS,
                path=self.hub.base_url,
                httponly=True,
                samesite="Strict",
            )
            self.redirect(
                url_path_join(self.hub.base_url, "first-password")
                + ("?" + self.request.query if self.request.query else "")
            )
        else:
            self.set_status(403)
            self.finish(await self._render(login_error="refused", username=data["username"]))


class _PasswordForm:
    """Reads the two new-password fields and says what is wrong with them, by its key in texts."""

    def new_password_or_problem(self) -> tuple[str, str]:
        password = self.get_body_argument("new_password", strip=False)
        if password != self.get_body_argument("new_password_confirmation", strip=False):
            return "", "password_mismatch"
        if not fits(password):
            return "", "password_long"
        if not self.authenticator.is_password_strong(password):
            return "", "password_weak"
        return password, ""


class FirstPasswordHandler(_PasswordForm, HubLoginHandler):
    """The page where a person replaces the printed password; doing so logs them in."""

    def _who(self) -> str | None:
        # Tornado refuses the cookie when it is older than max_age_days, whatever the browser says.
        signed = self.get_secure_cookie(FIRST_COOKIE, max_age_days=FIRST_COOKIE_DAYS)
        name = signed.decode() if signed else None
        return name if name and self.authenticator.must_choose(name) else None

    async def _show(self, name: str, problem: str = "") -> None:
        self.finish(
            await self.render_template(
                "first-password.html",
                person=name,
                problem=problem,
                minimum=self.authenticator.minimum_password_length,
                query=self.request.query,
            )
        )

    async def get(self) -> None:
        """Show the form to somebody who has just typed a printed password."""
        name = self._who()
        if name is None:
            self.redirect(self.settings["login_url"])
            return
        await self._show(name)

    async def post(self) -> None:
        """Replace the password and log in."""
        name = self._who()
        if name is None:
            self.redirect(self.settings["login_url"])
            return
        password, problem = self.new_password_or_problem()
        if not problem and not self.authenticator.change_password(name, password):
            problem = "password_printed"
        if problem:
            await self._show(name, problem)
            return
        self.clear_cookie(FIRST_COOKIE, path=self.hub.base_url)
        user = await self.login_user({"username": name, "password": password})
        if user is None:  # no longer among the people of the course
            self.redirect(self.settings["login_url"])
            return
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))


class CourseChangePasswordHandler(_PasswordForm, ChangePasswordHandler):
    """The page where a person changes the password they chose."""

    async def _show(self, name: str, problem: str = "", done: bool = False) -> None:
        self.finish(
            await self.render_template(
                "change-password.html",
                person=name,
                problem=problem,
                done=done,
                minimum=self.authenticator.minimum_password_length,
            )
        )

    @web.authenticated
    async def get(self) -> None:
        """Show the form."""
        await self._show(self.current_user.name)

    @web.authenticated
    async def post(self) -> None:
        """Change the password if the current one is right."""
        name = self.current_user.name
        password, problem = self.new_password_or_problem()
        account = self.authenticator.get_user(name)
        old = self.get_body_argument("old_password", strip=False)
        if not (fits(old) and account.is_valid_password(old)):
            problem = "password_wrong"
        if not problem and not self.authenticator.change_password(name, password):
            problem = "password_weak"
        await self._show(name, problem, done=not problem)
