"""Write several files, or none."""

import contextlib
import os
import tempfile
from pathlib import Path


def _temporary(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp is private to its author; what it replaces was readable, and so is a new file.
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def write_all(files: dict[Path, str]) -> None:
    """Write every text to its path, or put everything back as it was and raise OSError."""
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    waiting: dict[Path, Path] = {}
    replaced: list[Path] = []
    try:
        for path, text in files.items():
            waiting[path] = _temporary(path, text.encode())
        for path, temporary in waiting.items():
            os.replace(temporary, path)
            replaced.append(path)
    except BaseException:
        for path in replaced:
            content = before[path]
            if content is None:
                path.unlink(missing_ok=True)
            else:
                os.replace(_temporary(path, content), path)
        raise
    finally:
        for temporary in waiting.values():
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
