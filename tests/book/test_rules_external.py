"""`artia book links` against a server of ours, and without any."""

import http.server
import threading

import pytest
from click.testing import CliRunner

from artia.book.commands import book
from artia.book.external import in_line


class Server(http.server.BaseHTTPRequestHandler):
    """Alive at /alive (though it refuses HEAD), moved, forbidden, and nothing elsewhere."""

    def do_HEAD(self):
        self.send_error(405)

    def do_GET(self):
        answers = {"/alive": 200, "/moved": 301, "/private": 403, "/broken": 500}
        self.send_response(answers.get(self.path, 404))
        if self.path == "/moved":
            self.send_header("Location", "/alive")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(sample, monkeypatch, text):
    """Run the command on a book whose only addresses are in `text`."""
    for path in sample.glob("book/**/*.md"):
        path.write_text("# A\n", encoding="utf-8")
    (sample / "book/references.bib").write_text("", encoding="utf-8")
    (sample / "book/fr/index.md").write_text(f"# A\n\n{text}\n", encoding="utf-8")
    monkeypatch.chdir(sample)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return CliRunner().invoke(book, ["links", "--timeout", "5", "--local"])


def test_each_address_has_its_state_on_a_line(sample, monkeypatch, address):
    pages = ("alive", "moved", "private", "broken", "nowhere")
    text = " ".join(f"<{address}/{page}>" for page in pages)
    result = ask(sample, monkeypatch, text)
    lines = result.output.splitlines()
    assert f"alive: {address}/alive [book/fr/index.md:3]" in lines
    assert f"moved ({address}/alive): {address}/moved [book/fr/index.md:3]" in lines
    assert f"refused (403): {address}/private [book/fr/index.md:3]" in lines
    assert f"silent (500): {address}/broken [book/fr/index.md:3]" in lines
    assert f"dead (404): {address}/nowhere [book/fr/index.md:3]" in lines
    assert lines[-1] == "5 addresses, 1 dead."
    assert result.exit_code == 1


def test_living_addresses_are_no_failure(sample, monkeypatch, address):
    result = ask(sample, monkeypatch, f"[un](<{address}/alive>) et [deux]({address}/moved).")
    assert result.exit_code == 0, result.output


def test_without_a_network_nothing_is_called_dead(sample, monkeypatch):
    result = ask(sample, monkeypatch, "<http://127.0.0.1:9/a> <http://127.0.0.1:9/b>")
    assert result.exit_code == 2
    assert "no network" in result.output
    assert "dead" not in result.output


def test_addresses_are_read_without_the_signs_around_them():
    line = "Voir (https://example.org/a_(b)), <https://example.org/c>. [d](https://example.org/d)!"
    assert list(in_line(line)) == [
        "https://example.org/a_(b)",
        "https://example.org/c",
        "https://example.org/d",
    ]
    assert list(in_line("  doi = {10.1000/xyz},")) == ["https://doi.org/10.1000/xyz"]
