"""The models: they learn, they repeat, they do not peek, they are saved without danger."""

import io
import json
import math
import os
import pickle
import zipfile

import numpy as np
import pytest
import torch

from artia.labs import bigram, tinygpt, training
from artia.labs.copies import longest_copy
from artia.labs.errors import LabError
from artia.labs.modelfile import contents, load_model, save_model
from artia.labs.sampling import apply_temperature, next_scores, sample
from artia.labs.text import Vocabulary, load_corpus, split
from artia.labs.tinygpt import Config

SMALL = {"width": 32, "layers": 1, "heads": 2}


@pytest.fixture(scope="module")
def corpus():
    text = load_corpus("fr")
    vocabulary = Vocabulary(text)
    seen, aside = split(text, 0.1)
    return vocabulary, vocabulary.encode(seen), vocabulary.encode(aside)


@pytest.fixture(scope="module")
def trained(corpus):
    vocabulary, seen, aside = corpus
    model = tinygpt.build(vocabulary.size)
    return model, training.train(model, seen, aside, steps=60, measures=3)


def test_the_model_has_about_035_million_parameters_as_the_formula_says():
    v, t, c, layers = 96, 64, 96, 3
    block = 3 * c * c + 3 * c + c * c + c + 8 * c * c + 5 * c + 4 * c
    expected = 2 * v * c + t * c + layers * block + 2 * c
    assert tinygpt.build(v).parameter_count() == expected
    assert 0.33e6 < expected < 0.37e6


def test_an_untrained_model_knows_no_more_than_chance(corpus):
    vocabulary, _, aside = corpus
    loss = training.average_loss(tinygpt.build(vocabulary.size), aside)
    assert loss == pytest.approx(math.log(vocabulary.size), abs=0.2)


def test_no_character_sees_those_after_it():
    model = tinygpt.build(20)
    ids = torch.randint(20, (1, 64))
    changed = ids.clone()
    changed[0, 40:] = (changed[0, 40:] + 1) % 20
    with torch.no_grad():
        before, after = model(ids), model(changed)
    assert torch.equal(before[0, :40], after[0, :40])
    assert not torch.allclose(before[0, 40:], after[0, 40:])


def test_sixty_steps_beat_chance_by_far_on_texts_never_seen(corpus, trained):
    vocabulary, _, _ = corpus
    _, history = trained
    assert history.step == [0, 20, 40, 60]
    assert history.held_out[-1] < math.log(vocabulary.size) - 1.5
    assert history.train[-1] < history.train[0] - 1.5


def test_same_seed_same_weights_another_seed_others(corpus):
    vocabulary, seen, aside = corpus

    def run(seed):
        model = tinygpt.build(vocabulary.size, seed=seed, **SMALL)
        history = training.train(model, seen, aside, steps=8, measures=1, seed=seed)
        return [weights.detach() for weights in model.parameters()], history

    (first, one), (second, two), (third, _) = run(2), run(2), run(3)
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert one == two
    assert not all(torch.equal(a, b) for a, b in zip(first, third, strict=True))


def test_batches_pair_each_character_with_the_next():
    ids = torch.arange(500)
    inputs, following = training.batch(ids, 64, 16, torch.Generator().manual_seed(1))
    assert inputs.shape == following.shape == (16, 64)
    assert torch.equal(inputs + 1, following)


def test_the_held_out_loss_is_the_mean_over_the_passages():
    model = tinygpt.build(7, **SMALL)
    ids = torch.randint(7, (64 * 3 + 10,))
    with torch.no_grad():
        chances = model(ids[:192].view(3, 64)).softmax(dim=-1).flatten(0, 1)
    expected = bigram.average_loss(chances[torch.arange(192), ids[1:193]].tolist())
    assert training.average_loss(model, ids) == pytest.approx(expected, rel=1e-5)


def test_training_refuses_what_cannot_be_trained(language):
    model = tinygpt.build(5, **SMALL)
    with pytest.raises(LabError) as problem:
        training.train(model, [1] * 64, [1] * 100)
    assert "64" in str(problem.value) and "65" in str(problem.value)
    with pytest.raises(LabError):
        training.train(model, [1] * 100, [1] * 100, steps=0)
    with pytest.raises(LabError) as problem:
        Config(10, width=10, heads=4)
    assert "10" in str(problem.value)
    with pytest.raises(LabError):
        Config(10, layers=0)


def test_a_page_is_learnt_by_heart_and_a_minute_model_learns_little(corpus):
    """The two failures the lab shows, at a reduced size: the shape, not the values."""
    vocabulary, seen, aside = corpus
    page = tinygpt.build(vocabulary.size)
    history = training.train(page, seen[:1000], aside[:2000], steps=150, measures=5)
    assert history.train[-1] < 2
    assert history.held_out[-1] > min(history.held_out) + 0.2
    minute = tinygpt.build(vocabulary.size, width=8, layers=1)
    history = training.train(minute, seen, aside, steps=100, measures=1)
    assert history.held_out[-1] > 2.6 and abs(history.held_out[-1] - history.train[-1]) < 0.15


def test_temperature_zero_repeats_and_takes_the_likeliest(corpus, trained):
    vocabulary, _, _ = corpus
    model, _ = trained
    greedy = [sample(model, vocabulary, "La ", 20, temperature=0, seed=s) for s in (1, 2)]
    assert greedy[0] == greedy[1] and len(greedy[0]) == 23
    likeliest = int(np.argmax(next_scores(model, vocabulary, "La ")))
    assert greedy[0][3] == vocabulary.characters[likeliest]
    warm = {sample(model, vocabulary, "La ", 20, temperature=1, seed=s) for s in (1, 2)}
    assert len(warm) == 2
    assert sample(model, vocabulary, "La ", 20, seed=5) == sample(
        model, vocabulary, "La ", 20, seed=5
    )
    assert sample(model, vocabulary, "La ", 0) == "La "
    with pytest.raises(LabError):
        sample(model, vocabulary, temperature=-1)


def test_a_high_temperature_spreads_the_probabilities():
    cold, warm, hot = (apply_temperature([2.0, 0.0, -1.0], t) for t in (0.3, 1, 5))
    assert sum(warm) == pytest.approx(1)
    assert cold[0] > warm[0] > hot[0] and cold[2] < warm[2] < hot[2]


def test_bigram_rows_add_up_to_one_and_counting_is_right(corpus):
    vocabulary, seen, aside = corpus
    counts = bigram.bigram_counts([0, 1, 0, 1, 1], 2)
    assert counts.tolist() == [[0, 2], [1, 1]]
    counts = bigram.bigram_counts(seen, vocabulary.size)
    assert counts.sum() == len(seen) - 1
    table = bigram.bigram_probabilities(counts, 0.5)
    assert np.allclose(table.sum(axis=1), 1) and table.min() > 0
    loss = bigram.average_loss(bigram.probabilities_of(aside, table))
    assert 2 < loss < bigram.uniform_loss(vocabulary.size) - 1.5


def test_longest_copy():
    assert longest_copy("le rideau se lève", "un rideau se ferme") == " rideau se "
    assert longest_copy("abc", "xyz") == ""
    assert longest_copy("abc", "xxabcxx") == "abc"
    rng = np.random.default_rng(1)
    for _ in range(30):
        written, source = ("".join(rng.choice(list("ab"), n)) for n in (12, 25))
        runs = {written[i:j] for i in range(12) for j in range(i + 1, 13)}
        longest = max(len(run) for run in runs if run in source)
        copied = longest_copy(written, source)
        assert len(copied) == longest and copied in source and copied in written


def test_a_saved_model_comes_back_the_same(corpus, trained, tmp_path):
    vocabulary, _, _ = corpus
    model, _ = trained
    path = save_model(tmp_path / "m.zip", model, vocabulary, steps=60, licence="CC BY-SA 4.0")
    again, characters, description = load_model(path)
    assert characters.characters == vocabulary.characters
    assert description["notes"] == {"steps": 60, "licence": "CC BY-SA 4.0"}
    assert sample(again, characters, temperature=0) == sample(model, vocabulary, temperature=0)
    names = [name for name, _ in contents(path)]
    assert names[0] == "model.json" and all(n.endswith(".npy") for n in names[1:])
    assert [p.name for p in tmp_path.iterdir()] == ["m.zip"]
    assert path.stat().st_size < 2_000_000


class _Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a model file ran code",))


def _archive(path, description, weights=b""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.json", json.dumps(description))
        for name in tinygpt.build(3, **SMALL).state_dict():
            archive.writestr(f"weights/{name}.npy", weights)


def _description(**changes):
    config = {"vocabulary": 3, "context": 64, "width": 32, "layers": 1, "heads": 2}
    config |= changes
    return {"format": "artia-tinygpt-1", "config": config, "vocabulary": ["a", "b", "c"]}


def _object_array():
    out = io.BytesIO()
    np.save(out, np.array([_Bomb()], dtype=object), allow_pickle=True)
    return out.getvalue()


REFUSED = {
    "a pickle": lambda p: p.write_bytes(pickle.dumps(_Bomb())),
    "a torch file": lambda p: torch.save({"w": torch.ones(2)}, p),
    "empty": lambda p: p.write_bytes(b""),
    "a text": lambda p: p.write_text("bonjour"),
    "no weights": lambda p: _archive(p, _description()),
    "pickled weights": lambda p: _archive(p, _description(), _object_array()),
    "huge sizes": lambda p: _archive(p, _description(width=10**9)),
    "sizes that do not fit": lambda p: _archive(p, _description(heads=3)),
    "a text for a size": lambda p: _archive(p, _description(width="32")),
    "another format": lambda p: _archive(p, {"format": "other"}),
    "a list": lambda p: _archive(p, [1, 2]),
    "a bomb": lambda p: _archive(p, _description(), b"\0" * 20_000_000),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_model_is_refused_and_runs_nothing(kind, language, tmp_path):
    path = tmp_path / "modele.zip"
    REFUSED[kind](path)
    with pytest.raises(LabError) as problem:
        load_model(path)
    assert "modele.zip" in str(problem.value)


def test_a_damaged_model_is_refused_and_a_missing_one_is_said(trained, corpus, tmp_path):
    path = save_model(tmp_path / "m.zip", trained[0], corpus[0])
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(LabError, match="abîmé"):
        load_model(path)
    with pytest.raises(LabError, match="Aucun fichier"):
        load_model(tmp_path / "absent.zip")


def test_a_model_that_cannot_be_written_leaves_the_old_one(trained, corpus, tmp_path):
    with pytest.raises(LabError, match="n'a pas pu être enregistré"):
        save_model(tmp_path / "nowhere" / "m.zip", trained[0], corpus[0])
    path = save_model(tmp_path / "m.zip", trained[0], corpus[0])
    before = path.read_bytes()
    with pytest.raises(LabError, match="ne peut pas être écrite"):
        save_model(path, trained[0], corpus[0], impossible=object())
    assert path.read_bytes() == before and len(list(tmp_path.iterdir())) == 1


def test_a_model_never_takes_the_place_of_a_device_or_a_folder(trained, corpus, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / ("x" * 300), "a\0b"):
        with pytest.raises(LabError, match="n'a pas pu être enregistré"):
            save_model(path, trained[0], corpus[0])
    assert pipe.is_fifo() and list(tmp_path.iterdir()) == [pipe]
