"""The processor's counters, on files laid out as Linux lays them out."""

import pytest

from artia.labs.energy import MEASURED, Meter, UnavailableError
from artia.labs.energy.rapl import Rapl


def zone(folder, name, kind, microjoules, most=262_143_328_850):
    place = folder / name
    place.mkdir(exist_ok=True)
    (place / "name").write_text(kind + "\n")
    (place / "energy_uj").write_text(f"{microjoules}\n")
    (place / "max_energy_range_uj").write_text(f"{most}\n")
    return place


def test_packages_are_added_up_and_their_parts_are_not_counted_twice(tmp_path):
    first = zone(tmp_path, "intel-rapl:0", "package-0", 1_000_000)
    second = zone(tmp_path, "intel-rapl:1", "package-1", 5_000_000)
    zone(tmp_path, "intel-rapl:0:0", "core", 7)
    zone(tmp_path, "intel-rapl:2", "psys", 9)
    counter = Rapl(tmp_path)
    mark = counter.start()
    (first / "energy_uj").write_text("13500000")
    (second / "energy_uj").write_text("6000000")
    assert counter.joules(mark) == 12.5 + 1


def test_a_counter_that_starts_again_from_zero_is_followed(tmp_path):
    place = zone(tmp_path, "intel-rapl:0", "package-0", 262_143_000_000)
    counter = Rapl(tmp_path)
    mark = counter.start()
    (place / "energy_uj").write_text("671150")
    assert counter.joules(mark) == pytest.approx(
        (262_143_328_850 - 262_143_000_000 + 671_150) / 1e6
    )


def test_a_counter_that_goes_back_further_than_it_can_is_refused(tmp_path):
    place = zone(tmp_path, "intel-rapl:0", "package-0", 900, most=500)
    counter = Rapl(tmp_path)
    mark = counter.start()
    (place / "energy_uj").write_text("100")
    with pytest.raises(UnavailableError, match="reculé"):
        counter.joules(mark)


def test_no_counter_and_one_that_may_not_be_read(tmp_path, monkeypatch):
    with pytest.raises(UnavailableError, match="n'en publie pas"):
        Rapl(tmp_path / "nowhere")
    with pytest.raises(UnavailableError, match="n'en publie pas"):
        Rapl(tmp_path)
    place = zone(tmp_path, "intel-rapl:0", "package-0", 900)

    read = type(place).read_text

    def forbidden(self, *rest, **named):
        if self.name == "energy_uj":
            raise PermissionError(13, "Permission denied")
        return read(self, *rest, **named)

    monkeypatch.setattr(type(place), "read_text", forbidden)
    with pytest.raises(UnavailableError, match="depuis 2020"):
        Rapl(tmp_path)


def test_a_window_in_which_the_counter_may_have_gone_round_twice_is_said(tmp_path):
    place = zone(tmp_path, "intel-rapl:0", "package-0", 0)
    zone(tmp_path, "intel-rapl:1", "package-1", 0, most=60_000_000_000)  # 2 min at 500 W
    now = [0.0]
    for seconds, said in ((110, False), (130, True)):
        with Meter(using=[Rapl(tmp_path)], idle_watts=0, clock=lambda: now[0]) as m:
            now[0] += seconds
            (place / "energy_uj").write_text(str(int(seconds * 1e6)))
        assert any("2,0 minutes" in note for note in m.reading.notes) == said


def test_a_meter_reads_it(tmp_path):
    place = zone(tmp_path, "intel-rapl:0", "package-0", 0)
    with Meter(using=[Rapl(tmp_path)], idle_watts=0) as m:
        (place / "energy_uj").write_text("42000000")
    assert m.reading.joules == 42 and m.reading.label == MEASURED
    assert any("tout le processeur" in note for note in m.reading.notes)
