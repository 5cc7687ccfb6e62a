"""The five-minute job, with a fake `sbatch` that writes down what it was given."""

import stat
import time

import pytest

from artia.labs.energy import slurm as slurm_job
from artia.labs.errors import LabError
from tests.grading import slurm_cluster

cluster = slurm_cluster.slurm  # a real one, for the last test

SBATCH = """#!/bin/sh
cat > "{folder}/script"
echo "$@" > "{folder}/arguments"
{then}
"""


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """Put a fake `sbatch` first in the path, which ends as the test says."""

    def install(then):
        programs = tmp_path / "bin"
        programs.mkdir()
        sbatch = programs / "sbatch"
        sbatch.write_text(SBATCH.format(folder=tmp_path, then=then))
        sbatch.chmod(sbatch.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(programs), prepend=":")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return install


def test_a_job_of_five_minutes_is_submitted(queue, capsys):
    folder = queue("echo '4217;cluster'")
    assert slurm_job.submit("out trace", account="def-art") == "4217"
    script = (folder / "script").read_text()
    assert script.startswith("#!/bin/bash\n")
    assert "--time=00:05:00" in script and "--gpus-per-node=1" in script
    assert "--account=def-art" in script
    assert f"--out '{folder}/out trace' --workload train" in script
    assert (folder / "arguments").read_text().strip() == "--parsable"
    assert "4217" in capsys.readouterr().out


def test_nothing_is_sent_unless_really_asked(queue, capsys):
    folder = queue("exit 1")
    assert slurm_job.submit(really=False) is None
    assert "really=True" in capsys.readouterr().out
    assert not (folder / "script").exists()


def test_what_slurm_says_reaches_the_learner(queue):
    queue("echo 'error: invalid account' >&2; exit 1")
    with pytest.raises(LabError, match="invalid account"):
        slurm_job.submit()


def test_a_folder_that_exists_is_refused_before_the_queue_is_asked(queue):
    folder = queue("echo 1")
    (folder / "kept").mkdir()
    with pytest.raises(LabError, match="existe déjà"):
        slurm_job.submit("kept")
    assert not (folder / "script").exists()


def test_without_slurm_a_sentence(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")
    assert slurm_job.submit() is None
    assert "Pas de file Slurm" in capsys.readouterr().out


@pytest.mark.parametrize("minutes", [0, 60, 2.5, "5"])
def test_minutes_are_checked(minutes):
    with pytest.raises(LabError, match="minutes"):
        slurm_job.submit(minutes=minutes)


@pytest.mark.parametrize("account", ["a b", "x\nrm", "$(id)"])
def test_an_account_is_a_word(queue, account):
    folder = queue("echo 1")
    with pytest.raises(LabError, match="account"):
        slurm_job.submit(account=account)
    assert not (folder / "script").exists()


@pytest.mark.parametrize("out", ["", "a\nb", "$(id)", '"', "%j", "x" * 5000])
def test_a_folder_that_cannot_be_is_refused(queue, out):
    folder = queue("echo 1")
    with pytest.raises(LabError):
        slurm_job.submit(out)
    assert not (folder / "script").exists()


def test_only_the_courses_own_workloads_are_sent(queue):
    folder = queue("echo 1")
    with pytest.raises(LabError, match="generate"):
        slurm_job.submit(workload="train; id")
    assert not (folder / "script").exists()


@pytest.mark.slow
def test_a_real_slurm_runs_the_job_and_refuses_a_card_it_does_not_have(
    cluster, tmp_path, monkeypatch
):
    for name, value in cluster.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    number = slurm_job.submit("essai", gpus=0)
    assert number.isdigit()
    for _second in range(120):
        if not cluster.run("squeue", "-h", "-j", number, check=False).strip():
            break
        time.sleep(1)
    # This machine has no card: the recorder says so in the job's log, and writes no trace.
    assert "carte graphique" in (tmp_path / "essai.log").read_text(encoding="utf-8")
    assert not (tmp_path / "essai").exists()
    with pytest.raises(LabError, match="sbatch: error"):
        slurm_job.submit("autre", gpus=1)
