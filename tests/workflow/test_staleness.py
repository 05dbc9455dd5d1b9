"""Only stale steps rerun."""

import os
import shutil
import time

# They see all cases, or all samplers of one.
WHOLE_STUDY = ("Comparing trainings", "Judging the published")
ALL_SAMPLERS = ("Comparing the samplers", "Drawing the poster", "Judging the published")
FIGURES = {
    "Drawing the loss",
    "Drawing reconstructions",
    "Drawing the component distributions",
    "Drawing the vector lengths",
    "Drawing the correlation matrix",
    "Drawing correlated pairs",
    "Drawing what follows",
    "Drawing hits of the region",
    "Drawing the shape of the cloud",
    "Drawing the images of",
    "Drawing the preview",
    "Drawing paths",
    "Drawing the poster",
    "Comparing the samplers",
    "Cutting slices",
}


def starts(messages, *beginnings):
    return {message for message in messages if message.startswith(beginnings)}


def test_a_finished_study_has_nothing_to_do(finished):
    assert finished.planned() == set()


def test_a_plot_setting_reruns_that_figure_alone(finished):
    finished.configure(lambda config: config["correlations"].update(pairs_figure={"points": 20}))
    assert finished.planned() == {
        "Drawing correlated pairs of case I",
        "Drawing correlated pairs of case I-seed2",
    }
    finished.snakemake()
    assert finished.planned() == set()


def test_the_level_of_attributes_reruns_them_alone(finished):
    finished.configure(lambda config: config.update(attributes={"alpha": 0.05}))
    assert finished.planned() == {
        f"{job}case {case}"
        for job in (
            "Correlating attributes with the latent vectors of ",
            "Drawing what follows which attribute, ",
        )
        for case in ("I", "I-seed2")
    }


def test_the_script_of_a_shard_that_is_gone_makes_the_whole_stale(finished):
    finished.append("workflow/scripts/encode_shard.py", "\n# edited\n")
    planned = finished.planned("results/tiny/I/latents.json", "results/tiny/I-seed2/latents.json")
    assert planned == {
        message.format(case)
        for case in ("I", "I-seed2")
        for message in (
            "Encoding images with case {}, shard 1-of-1",
            "Joining the latent vectors of case {}",
        )
    }


def test_what_correlates_attributes_makes_no_image_again(finished):
    finished.append("zpoints/attribute_correlations.py", "\n# edited\n")
    planned = finished.planned()
    assert planned
    assert planned == starts(planned, "Correlating attributes", "Drawing what follows")


def test_one_more_b_runs_that_b_alone(finished):
    before = (finished.results / "I/samplers/uniform-b2/latents.npy").read_bytes()
    finished.configure(lambda config: config.update(b_grid=[1, 1.5, 2]))
    planned = finished.planned()
    own = planned - starts(planned, *ALL_SAMPLERS)
    assert len(own) == 8
    assert all("uniform-b1.5" in message for message in own)
    finished.snakemake("results/tiny/I/samplers/uniform-b1.5/quality.json")
    again = "results/tiny/I/samplers/uniform-b2/latents.npy"
    finished.snakemake(again, options=["--forcerun", "draw"])
    assert (finished.folder / again).read_bytes() == before


def test_one_more_sampler_runs_that_sampler_alone(finished):
    path = finished.results / "I/samplers/permuted/quality.json"
    before = path.read_bytes(), path.stat().st_mtime_ns
    finished.configure(lambda config: config["samplers"].update(mine={"sampler": "latents"}))
    planned = finished.planned()
    own = planned - starts(planned, *ALL_SAMPLERS)
    assert len(own) == 8
    assert all("mine" in message for message in own)
    finished.snakemake("results/tiny/I/samplers.csv")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert "mine" in (finished.results / "I/samplers.csv").read_text()
    assert "Comparing the samplers of case I" not in finished.planned("quality")


def test_bins_rerun_distributions_but_not_correlations(finished):
    finished.configure(lambda config: config["distributions"].update(histogram={"bins": 49}))
    planned = finished.planned()
    for case in ("I", "I-seed2"):
        assert f"Describing the components of case {case}" in planned
        assert f"Counting hits of the region of case {case}" in planned  # uses modes and widths
    assert not starts(planned, "Correlating", "Drawing correlated", "Drawing the correlation")
    assert not starts(planned, "Training", "Encoding", "Measuring vector lengths")
    # Of all samplers only the box is made of modes and half widths.
    decoded = starts(planned, "Drawing vectors", "Decoding", "Drawing the images", "Judging the im")
    assert len(decoded) == 8
    assert all("box-k1" in message for message in decoded)


def test_epochs_of_one_case_rerun_that_case_alone(finished):
    finished.configure(lambda config: config["cases"]["I"].update(training={"epochs": 3}))
    planned = finished.planned()
    # The other case is judged in the feature space of this one, and made anew in nothing else.
    other = {message for message in planned if "I-seed2" in message}
    judged = ("Judging", "Comparing the samplers", "Drawing the poster")
    assert other == starts(other, *judged)
    assert "Training the autoencoder of case I" in planned
    assert "Joining the latent vectors of case I" in planned
    assert "Decoding vectors of uniform-b1 with case I" in planned
    assert "Drawing correlated pairs of case I" in planned
    # Cubes are drawn without looking at the data.
    assert not starts(planned, "Drawing vectors of uniform", "Preparing", "Scoring")


def test_a_new_case_leaves_the_others_alone(finished):
    def add(config):
        config["cases"]["I-seed3"] = {**config["cases"]["I"], "seed": 3}

    finished.configure(add)
    planned = finished.planned()
    assert planned
    assert all("case I-seed3" in message for message in planned - starts(planned, *WHOLE_STUDY))


def test_equal_settings_written_differently_rerun_nothing(finished):
    def rewrite(config):
        items = list(config["training"].items())
        config["training"] = dict(reversed(items))
        config["training"]["loss"] = "mse"  # the default
        config["b_grid"] = [1.0, 2.0]
        config["training"].update(threads=1, memory_gb=1)  # these change no result

    finished.configure(rewrite)
    assert finished.planned() == set()


def test_a_touched_module_reruns_nothing(finished):
    later = time.time() + 60
    for module in (finished.folder / "zpoints").glob("*.py"):
        os.utime(module, (later, later))
    assert finished.planned() == set()


def test_an_edited_module_reruns_the_rules_that_import_it(finished):
    finished.append("zpoints/correlations.py", "\n# edited\n")
    planned = finished.planned()
    direct = starts(
        planned, "Correlating the components", "Drawing correlated pairs", "Cutting slices",
        "Drawing the correlation matrix", "Drawing paths",
    )  # fmt: skip
    assert len(direct) == 10
    # It reads what those rules write anew.
    assert planned - direct == {"Judging the published statements"}


def test_an_edited_module_reruns_rules_that_import_it_through_another(finished):
    # Figures import plots, which imports statistics.
    finished.append("zpoints/statistics.py", "\n# edited\n")
    planned = finished.planned()
    assert not starts(planned, "Training", "Encoding", "Preparing")
    for figure in FIGURES:
        assert starts(planned, figure), figure


def test_the_training_module_reruns_training_only_directly(finished):
    finished.append("zpoints/training.py", "\n# edited\n")
    planned = finished.planned("models", options=["--until", "train"])
    assert planned == {
        "Training the autoencoder of case I",
        "Training the autoencoder of case I-seed2",
    }
    others = ("Preparing", "Drawing the preview", "Drawing vectors of uniform")
    assert not starts(finished.planned(), *others)


def test_encoding_again_to_the_same_content_reruns_nothing_downstream(finished):
    manifest = finished.results / "I" / "latents.json"
    before = manifest.read_bytes()
    output = finished.snakemake("latents", options=["--forcerun", "encode_shard"]).output
    assert "Joining the latent vectors of case I" in output
    assert manifest.read_bytes() == before
    assert finished.planned() == set()


def test_training_again_gives_the_same_bytes(finished):
    model = finished.results / "I" / "model"
    names = ("encoder.onnx", "decoder.onnx", "autoencoder.keras")
    before = {name: (model / name).read_bytes() for name in names}
    encoder = str((model / "encoder.onnx").relative_to(finished.folder))
    finished.snakemake(encoder, options=["--forcerun", "train"])
    for name in names:
        assert (model / name).read_bytes() == before[name], name


def test_deleted_chunks_are_reported_by_the_next_reader(finished):
    store = finished.results / "I" / "latents.zarr" / "latents"
    (store / "1.0").unlink()
    assert finished.planned() == set(), "Snakemake cannot see into a store"
    target = "results/tiny/I/distributions/components.csv"
    result = finished.snakemake(target, options=["--forcerun", "components_shard"], check=False)
    assert result.returncode != 0
    log = (finished.results / "logs/I/components_shard/1-of-1.log").read_text()
    for text in (result.output, log):
        assert "latents.zarr/latents has 2 of its 3 chunk files" in text
        assert "delete results/tiny/I/latents.json and run snakemake again" in text
        assert "Traceback" not in text
    # The remedy works, and the other case is left alone.
    (finished.results / "I" / "latents.json").unlink()
    assert not [message for message in finished.planned() if "I-seed2" in message]
    finished.snakemake()
    assert (store / "1.0").exists()
    assert finished.planned() == set()


def test_a_moved_folder_is_not_stale(finished):
    moved = finished.folder.with_name("elsewhere")
    shutil.move(finished.folder, moved)
    assert type(finished)(moved).planned() == set()
