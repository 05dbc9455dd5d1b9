"""Only stale steps rerun."""

import os
import shutil
import time

import pytest

CASES = ("I", "I-seed2")
# They see all cases, or all samplers of one.
WHOLE_STUDY = {
    *("training_distances", "training_distances_figure"),
    *("verdicts", "verdicts_page", "page", "atlas"),
}
ALL_SAMPLERS = {
    *("samplers_table", "overlap_figure", "face_rate_figure", "trade_off_figure", "poster", "hero"),
    *("verdicts", "verdicts_page", "page", "atlas"),
}
OF_ONE_SAMPLER = {"draws", "decoding", "sheet", "judgement"}


def rules(jobs):
    return {job[0] for job in jobs}


def of(jobs, *names):
    """The jobs of some rules."""
    return {job for job in jobs if job[0] in names}


def in_both_cases(*names):
    return {(name, case) for name in names for case in CASES}


def test_a_finished_study_has_nothing_to_do(finished):
    assert finished.planned() == set()


def test_a_plot_setting_reruns_that_figure_alone(finished):
    finished.configure(lambda config: config["correlations"].update(pairs_figure={"points": 20}))
    assert finished.planned() == in_both_cases("pairs_figure")
    finished.snakemake()
    assert finished.planned() == set()


def test_the_level_of_attributes_reruns_them_alone(finished):
    finished.configure(lambda config: config.update(attributes={"alpha": 0.05}))
    # The figure of the paths names the attributes that follow them.
    expected = ("attribute_correlations", "attribute_correlations_figure", "paths_figure")
    assert finished.planned() == in_both_cases(*expected) | {("page",), ("atlas",)}


def test_thresholds_of_dominant_components_count_nothing_again(finished):
    finished.configure(lambda config: config["distributions"].update(dominant={"mode": 0.5}))
    planned = finished.planned()
    assert of(planned, "components", "dominant_figure") == in_both_cases(
        "components", "dominant_figure"
    )
    assert not of(planned, "histogram_shard", "histogram", "covariance", "distances", "matrix")


def test_the_script_of_a_shard_that_is_gone_makes_the_whole_stale(finished):
    finished.append("workflow/scripts/latents/encoding_shard.py", "\n# edited\n")
    targets = [f"results/tiny/{case}/latents/latents.json" for case in CASES]
    expected = {("encoding_shard", case, "1-of-1") for case in CASES} | in_both_cases("encoding")
    assert finished.planned(*targets) == expected


def test_what_correlates_attributes_makes_no_image_again(finished):
    finished.append("zpoints/attributes/correlations.py", "\n# edited\n")
    # The figure of the paths names the attributes that follow them.
    expected = ("attribute_correlations", "attribute_correlations_figure", "paths_figure")
    assert finished.planned() == in_both_cases(*expected) | {("page",), ("atlas",)}


def test_one_more_b_runs_that_b_alone(finished):
    before = (finished.results / "I/samplers/uniform-b2/latents.npy").read_bytes()
    finished.configure(lambda config: config.update(b_grid=[1, 1.5, 2]))
    planned = finished.planned()
    own = of(planned, *OF_ONE_SAMPLER)
    assert own == {(rule, case, "uniform-b1.5") for rule in OF_ONE_SAMPLER for case in CASES}
    assert rules(planned - own) <= ALL_SAMPLERS
    finished.snakemake("results/tiny/I/quality/uniform-b1.5/quality.json")
    again = "results/tiny/I/samplers/uniform-b2/latents.npy"
    finished.snakemake(again, options=["--forcerun", "draws"])
    assert (finished.folder / again).read_bytes() == before


def test_one_more_sampler_runs_that_sampler_alone(finished):
    path = finished.results / "I/quality/permuted/quality.json"
    before = path.read_bytes(), path.stat().st_mtime_ns
    finished.configure(lambda config: config["samplers"].update(mine={"sampler": "latents"}))
    planned = finished.planned()
    own = of(planned, *OF_ONE_SAMPLER)
    assert own == {(rule, case, "mine") for rule in OF_ONE_SAMPLER for case in CASES}
    assert rules(planned - own) <= ALL_SAMPLERS
    finished.snakemake("results/tiny/I/quality/samplers.csv")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert "mine" in (finished.results / "I/quality/samplers.csv").read_text()
    assert ("samplers_table", "I") not in finished.planned("quality")


def test_bins_rerun_distributions_but_not_correlations(finished):
    finished.configure(lambda config: config["distributions"].update(histogram={"bins": 49}))
    planned = finished.planned()
    # Regions are made of modes and widths.
    expected = in_both_cases("histogram", "components", "regions")
    assert of(planned, "histogram", "components", "regions") == expected
    assert not of(planned, "matrix", "matrix_figure", "pairs_figure", "slices")
    assert not of(planned, "training", "encoding", "covariance", "distances", "radii")
    # Of all samplers only the box is made of modes and half widths.
    sampled = of(planned, *OF_ONE_SAMPLER)
    assert sampled == {(rule, case, "box-k1") for rule in OF_ONE_SAMPLER for case in CASES}


def test_epochs_of_one_case_rerun_that_case_alone(finished):
    finished.configure(lambda config: config["cases"]["I"].update(training={"epochs": 3}))
    planned = finished.planned()
    assert not {job for job in planned if job[1:2] == ("I-seed2",)}
    expected = {("training", "I"), ("encoding", "I"), ("decoding", "I", "uniform-b1")}
    assert expected | {("pairs_figure", "I")} <= planned
    # Cubes are drawn without looking at the data.
    assert not {job for job in of(planned, "draws") if job[2].startswith("uniform")}
    assert not of(planned, "listing", "images_shard", "images", "reference_images")


def test_a_new_case_leaves_the_others_alone(finished):
    def add(config):
        config["cases"]["I-seed3"] = {**config["cases"]["I"], "seed": 3}

    finished.configure(add)
    planned = finished.planned()
    assert ("training", "I-seed3") in planned
    others = {job for job in planned if job[1:2] != ("I-seed3",)}
    assert rules(others) <= WHOLE_STUDY


def test_equal_settings_written_differently_rerun_nothing(finished):
    def rewrite(config):
        items = list(config["training"].items())
        config["training"] = dict(reversed(items))
        config["training"]["loss"] = "mse"  # the default
        config["b_grid"] = [1.0, 2.0]
        config["training"].update(threads=1, memory_gb=1)  # these change no result
        config["samplers"]["box-k1"] = {"sampler": "box"}  # its default

    finished.configure(rewrite)
    assert finished.planned() == set()


def test_touched_modules_and_schema_rerun_nothing(finished):
    later = time.time() + 60
    for file in (finished.folder / "zpoints").rglob("*.*"):
        os.utime(file, (later, later))
    assert finished.planned() == set()


def test_an_edited_statistic_reruns_the_rules_that_use_it(finished):
    finished.append("zpoints/correlations/matrix.py", "\n# edited\n")
    planned = finished.planned()
    # What reads the matrix follows; neither cloud nor samplers do.
    assert in_both_cases("matrix") <= planned
    assert rules(planned) <= {
        *("matrix", "matrix_figure", "pairs_figure", "slices", "slices_figure"),
        *("verdicts", "verdicts_page", "page", "atlas"),
    }


def test_an_edited_style_redraws_all_figures_and_computes_nothing(finished):
    finished.append("zpoints/figures/style.mplstyle", "\n# edited\n")
    planned = finished.planned()
    # Sheets and rows of images are drawn without a style; the pages take its colours.
    others = {rule for rule in rules(planned) if not rule.endswith("_figure")}
    assert others == {"poster", "hero", "page", "atlas"}
    assert len(rules(planned)) == 19


@pytest.mark.parametrize("name", ["page/main.js", "page/atlas.css", "engine/engine.js"])
def test_an_edit_of_what_the_atlas_is_made_of_reruns_it_alone(finished, name):
    finished.append(f"zpoints/study/atlas/{name}", "\n/* edited */\n")
    assert finished.planned() == {("atlas",)}


def test_a_setting_of_the_atlas_reruns_it_alone(finished):
    finished.configure(lambda config: config.update(atlas={"thumbnails": 8, "cases": ["I"]}))
    assert finished.planned() == {("atlas",)}


def test_an_edited_page_leaves_the_atlas_alone(finished):
    finished.append("zpoints/study/page.js", "\n// edited\n")
    assert finished.planned() == {("page",)}


def test_an_edited_sampler_draws_its_own_vectors_again(finished):
    finished.append("zpoints/samplers/gaussians.py", "\n# edited\n")
    planned = finished.planned()
    sampled = of(planned, *OF_ONE_SAMPLER)
    assert sampled == {(rule, case, "gaussian-full") for rule in OF_ONE_SAMPLER for case in CASES}


def test_an_edited_module_reruns_rules_that_import_it_through_another(finished):
    # Lengths and distances are counted with the moments of cloud/moments.py.
    finished.append("zpoints/cloud/moments.py", "\n# edited\n")
    planned = finished.planned()
    assert in_both_cases("histogram", "covariance", "distances", "radii") <= planned
    assert not of(planned, "training", "encoding", "images", "preview", "history_figure")


def test_the_training_module_reruns_training_only_directly(finished):
    finished.append("zpoints/models/training.py", "\n# edited\n")
    planned = finished.planned("models", options=["--until", "training"])
    assert planned == in_both_cases("training")
    planned = finished.planned()
    assert not of(planned, "listing", "images_shard", "images", "preview")
    assert not {job for job in of(planned, "draws") if job[2].startswith("uniform")}


def test_encoding_again_to_the_same_content_reruns_nothing_downstream(finished):
    manifest = finished.results / "I" / "latents" / "latents.json"
    before = manifest.read_bytes()
    jobs = finished.snakemake("latents", options=["--forcerun", "encoding_shard"]).jobs
    assert ("encoding", "I") in jobs
    assert manifest.read_bytes() == before
    assert finished.planned() == set()


def test_training_again_gives_the_same_bytes(finished):
    model = finished.results / "I" / "models"
    names = ("encoder.onnx", "decoder.onnx", "autoencoder.keras")
    before = {name: (model / name).read_bytes() for name in names}
    encoder = str((model / "encoder.onnx").relative_to(finished.folder))
    finished.snakemake(encoder, options=["--forcerun", "training"])
    for name in names:
        assert (model / name).read_bytes() == before[name], name


def test_deleted_chunks_are_reported_by_the_next_reader(finished):
    folder = finished.results / "I" / "latents"
    store = folder / "latents.zarr" / "latents"
    (store / "1.0").unlink()
    assert finished.planned() == set(), "Snakemake cannot see into a store"
    target = "results/tiny/I/cloud/histogram.npz"
    result = finished.snakemake(target, options=["--forcerun", "histogram_shard"], check=False)
    assert result.returncode != 0
    log = (finished.results / "logs/I/histogram_shard/1-of-1.log").read_text()
    for text in (result.output, log):
        assert "latents.zarr/latents has 2 of its 3 chunk files" in text
        assert "delete results/tiny/I/latents/latents.json and run snakemake again" in text
        assert "Traceback" not in text
    # The remedy works, and the other case is left alone.
    (folder / "latents.json").unlink()
    assert not {job for job in finished.planned() if job[1:2] == ("I-seed2",)}
    finished.snakemake("latents")
    assert (store / "1.0").exists()
    assert finished.planned() == set()


def test_a_moved_folder_is_not_stale(finished):
    moved = finished.folder.with_name("elsewhere")
    shutil.move(finished.folder, moved)
    assert type(finished)(moved).planned() == set()
