"""What ``hub/local/jupyterhub_config.py`` asks of JupyterHub: one function a subject."""

import os
import sys
from pathlib import Path

from traitlets.config import Config

from artia.hub import COURSE
from artia.hub.authenticator import CourseAuthenticator
from artia.hub.node import require_proxy
from artia.hub.people import GRADER, Person, load_people
from artia.hub.state import CHILD_MARK, REPO, Run, State
from artia.hub.texts import TEXTS

ETC = REPO / "hub" / "local" / "etc"
LEARNERS = f"nbgrader-{COURSE}"
INSTRUCTORS = f"formgrade-{COURSE}"


def configure(c: Config) -> None:
    """Fill JupyterHub's configuration for the run described by the launcher."""
    state = State.from_environment()
    run = Run.load(state.run)
    people = load_people(state.people)
    _hub(c, state, run)
    _people(c, people)
    _servers(c, state, run, {person.name: person for person in people})
    _services(c, state, run)
    _pages(c, run, {person.name: person.language for person in people})


def jupyter_config_path(role: str, language: str) -> str:
    """Return the folders Jupyter reads its settings from, for a role and a language."""
    return os.pathsep.join(str(ETC / name) for name in (role, f"language-{language}", "common"))


def child_environment(state: State, run: Run) -> dict[str, str]:
    """Return what every process of this hub must know."""
    # Where the labs' data are, when somebody put them elsewhere than `make` does.
    share = {name: os.environ[name] for name in ("ARTIA_SHARE",) if name in os.environ}
    return {
        **share,
        CHILD_MARK: str(state.root),
        "ARTIA_HUB_STATE": str(state.root),
        "ARTIA_HUB_URL": run.url,
        "PYTHONUNBUFFERED": "1",
        # No process of the course uses more than one core unless a lab says so.
        "OMP_NUM_THREADS": "1",
    }


def _server_command() -> list[str]:
    # In a container or a fresh virtual machine everything often runs as root: the local hub gives
    # no isolation in any case, and has just said so.
    as_root = ["--allow-root"] if os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyterhub.singleuser", *as_root]


def _hub(c: Config, state: State, run: Run) -> None:
    c.JupyterHub.db_url = state.database_url
    c.JupyterHub.cookie_secret_file = str(state.cookie_secret)
    c.JupyterHub.bind_url = f"http://{run.host}:{run.port}"
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{run.hub_port}"
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{run.proxy_api_port}"
    c.ConfigurableHTTPProxy.command = [run.node, str(require_proxy())]
    c.ConfigurableHTTPProxy.pid_file = str(state.root / "proxy.pid")
    c.JupyterHub.cleanup_proxy = True
    c.JupyterHub.cleanup_servers = True
    c.JupyterHub.data_files_path = str(Path(sys.prefix) / "share" / "jupyterhub")
    # A link to a lab starts the person's server instead of asking whether to start it.
    c.JupyterHub.implicit_spawn_seconds = 0.2


def _people(c: Config, people: list[Person]) -> None:
    c.JupyterHub.authenticator_class = CourseAuthenticator
    c.Authenticator.allowed_users = {person.name for person in people}
    # JupyterHub would otherwise let in whoever was in the list once.
    c.Authenticator.allow_existing_users = False
    c.NativeAuthenticator.enable_signup = False
    c.NativeAuthenticator.open_signup = False
    c.NativeAuthenticator.minimum_password_length = 10
    c.NativeAuthenticator.check_common_password = True
    c.NativeAuthenticator.allowed_failed_logins = 8
    c.NativeAuthenticator.seconds_before_next_try = 60
    c.JupyterHub.load_groups = {
        LEARNERS: {"users": [p.name for p in people if p.role == "learner"]},
        INSTRUCTORS: {"users": [p.name for p in people if p.role == "instructor"] + [GRADER]},
    }


def _servers(c: Config, state: State, run: Run, people: dict[str, Person]) -> None:
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(state.homes / "{username}")
    c.Spawner.cmd = _server_command()
    c.Spawner.notebook_dir = str(state.homes / "{username}")
    c.Spawner.default_url = "/artia/"
    c.Spawner.start_timeout = 120
    c.Spawner.http_timeout = 60
    c.Spawner.environment = {
        **child_environment(state, run),
        "JUPYTER_CONFIG_PATH": lambda spawner: jupyter_config_path(
            people[spawner.user.name].role, people[spawner.user.name].language
        ),
        "ARTIA_LANGUAGE": lambda spawner: people[spawner.user.name].language,
        "ARTIA_ROLE": lambda spawner: people[spawner.user.name].role,
    }
    c.Spawner.pre_spawn_hook = lambda spawner: state.home(spawner.user.name).mkdir(
        mode=0o700, exist_ok=True
    )


def _services(c: Config, state: State, run: Run) -> None:
    grader = {
        "name": COURSE,
        "url": f"http://127.0.0.1:{run.grader_port}",
        "command": _server_command(),
        "cwd": str(state.course),
        "oauth_no_confirm": True,
        "environment": {
            **child_environment(state, run),
            "HOME": str(state.grader_home),
            "JUPYTERHUB_USER": GRADER,
            "JUPYTERHUB_DEFAULT_URL": "/formgrader",
            "JUPYTERHUB_ROOT_DIR": str(state.course),
            "JUPYTER_CONFIG_PATH": os.pathsep.join(
                [jupyter_config_path("grader", "fr"), str(REPO / "instructor")]
            ),
            # Formgrader's page would load MathJax from a distant server.
            "JUPYTER_PATH": str(REPO / "hub" / "local" / "share"),
        },
    }
    book = {
        "name": "book",
        "url": f"http://127.0.0.1:{run.book_port}",
        "command": [sys.executable, "-m", "artia.hub.bookserver"],
        "environment": child_environment(state, run),
        "display": False,
    }
    c.JupyterHub.services = [grader, book]
    c.JupyterHub.load_roles = [
        {
            # A learner's server may ask the hub which courses its owner follows, nothing more.
            "name": "server",
            "scopes": [
                "users:activity!user",
                "access:servers!server",
                "read:users:name!user",
                "read:users:groups!user",
            ],
        },
        {
            "name": INSTRUCTORS,
            "groups": [INSTRUCTORS],
            "scopes": [f"access:services!service={COURSE}", f"read:services!service={COURSE}"],
        },
        {
            # The grading service reads its own groups and edits the learners' group, no other.
            "name": f"grading-{COURSE}",
            "services": [COURSE],
            "scopes": [
                f"read:users:name!user={GRADER}",
                f"read:users:groups!user={GRADER}",
                f"list:groups!group={LEARNERS}",
                f"groups!group={LEARNERS}",
            ],
        },
    ]


def _pages(c: Config, run: Run, languages: dict[str, str]) -> None:
    c.JupyterHub.template_paths = [str(REPO / "hub" / "templates")]
    c.JupyterHub.template_vars = {
        "TEXTS": TEXTS,
        "LANGUAGE_OF": lambda user: languages.get(user.name, "") if user else "",
        "LANGUAGES_BY_NAME": lambda user: languages.get,
        "book_url": "/services/book/",
    }
