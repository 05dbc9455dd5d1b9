import pytest
from snakemake_logger_plugin_zpoints import words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.6, "1 min 0 s"),
        (219.03, "3 min 39 s"),
        (3599.6, "1 h 0 min"),
        (7530, "2 h 6 min"),
    ],
)
def test_duration(seconds, text):
    assert words.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "about 5 s"),
        (42, "about 40 s"),
        (56, "about 1 min"),
        (380, "about 6 min"),
        (3580, "about 1 h 0 min"),
        (9000, "about 2 h 30 min"),
    ],
)
def test_about(seconds, text):
    assert words.about(seconds) == text


def test_all_is_done_only_when_all_is_done():
    assert [words.percent(share) for share in (0, 0.079, 0.9999, 1)] == [
        *("  0 %", "  7 %", " 99 %", "100 %")
    ]


def test_one_job_keeps_its_message():
    message = "Training the autoencoder of case I"
    assert words.jobs_in_one(message, [{"case": "I"}]) == message


def test_what_differs_is_put_together():
    wildcards = [
        {"case": case, "sampler": sampler}
        for case in ("II", "I")
        for sampler in ("path", "uniform-b1", "uniform-b1.5")
    ]
    message = "Drawing vectors of path for case II"
    assert words.jobs_in_one(message, wildcards) == "Drawing vectors of 3 samplers for cases I, II"
    of_one = [job for job in wildcards if job["case"] == "II"]
    assert words.jobs_in_one(message, of_one) == "Drawing vectors of 3 samplers for case II"


def test_many_cases_and_shards_are_counted():
    wildcards = [{"case": f"c{k}", "scatteritem": f"{k}-of-6"} for k in range(6)]
    message = "Encoding images with case c0, shard 0-of-6"
    assert words.jobs_in_one(message, wildcards) == "Encoding images with 6 cases, 6 shards"


def test_a_value_is_no_part_of_another_word():
    wildcards = [{"sampler": "a"}, {"sampler": "a.b"}]
    assert words.jobs_in_one("a bar of a, a-b and a.b", wildcards) == (
        "2 samplers bar of 2 samplers, a-b and a.b"
    )
    # At the end of a sentence it is the value.
    assert words.jobs_in_one("Draw a.", wildcards) == "Draw 2 samplers."
