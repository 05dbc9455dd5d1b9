"""Random latent vectors: every sampler draws from the distribution that its name says."""

import inspect
import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zpoints import distributions, samplers
from zpoints.errors import StudyError

RANDOM = {"interpolation", "latents", "permuted"} | {
    f"gaussian-{kind}" for kind in ("diagonal", "full", "pca", "mixture")
}


def cloud_of(vectors, block=64, **more):
    """The cloud of an array (n, z_dim), read in blocks."""
    vectors = np.asarray(vectors, np.float32)
    exact = vectors.astype(float)
    return samplers.Cloud(
        centre=exact.mean(axis=0),
        covariance=np.cov(exact.T, bias=True).reshape(exact.shape[1], exact.shape[1]),
        mean_radius=np.linalg.norm(exact, axis=1).mean(),
        vectors=len(vectors),
        blocks=lambda: ((k, vectors[k : k + block]) for k in range(0, len(vectors), block)),
        take=lambda rows: vectors[rows],
        **more,
    )


def boxed(vectors, **more):
    """The same, with modes and half widths."""
    z_dim = np.shape(vectors)[1]
    return cloud_of(vectors, mode=np.arange(z_dim) / 4, half_width=np.linspace(0.5, 2, z_dim))


def correlated(count=3000, z_dim=6, seed=0):
    """Gaussian vectors off the origin, all components correlated, the last one constant."""
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, z_dim)) @ random.normal(size=(z_dim, z_dim)) + 3
    vectors[:, -1] = 0.7
    return vectors.astype(np.float32)


def draw(name, cloud, count, seed=1, **options):
    return samplers.draw(name, cloud, count, np.random.default_rng(seed), **options)


@pytest.mark.parametrize("b", [0.5, 1.5, 12])
def test_uniform_vectors_fill_the_cube_evenly(b):
    vectors = samplers.uniform(b, 16, 2000, np.random.default_rng(1))
    assert vectors.shape == (2000, 16)
    assert vectors.dtype == np.float32
    assert np.abs(vectors).max() <= b
    assert stats.kstest(vectors.ravel(), stats.uniform(-b, 2 * b).cdf).pvalue > 0.001
    # Independent components: correlations stay within their noise.
    r = np.corrcoef(vectors, rowvar=False)[np.triu_indices(16, 1)]
    assert np.abs(r).max() < 5 / np.sqrt(2000)


def test_the_generator_decides():
    first = samplers.uniform(1, 4, 5, np.random.default_rng(1))
    assert (first == samplers.uniform(1, 4, 5, np.random.default_rng(1))).all()
    assert (first != samplers.uniform(1, 4, 5, np.random.default_rng(2))).any()
    assert np.allclose(samplers.uniform(3, 4, 5, np.random.default_rng(1)), 3 * first)


def test_no_vectors_are_fine():
    assert samplers.uniform(1, 4, 0, np.random.default_rng(1)).shape == (0, 4)


def test_uniform_by_name_needs_no_data():
    drawn = draw("uniform", samplers.Space(4), 5, b=1.5)
    assert (drawn == samplers.uniform(1.5, 4, 5, np.random.default_rng(1))).all()
    assert (drawn == draw("uniform", cloud_of(correlated(z_dim=4)), 5, b=1.5)).all()
    assert not samplers.needs_data("uniform", b=1.5)
    assert samplers.needs_data("uniform")
    assert samplers.needs_data("uniform", b=None)
    assert all(samplers.needs_data(name) for name in samplers.SAMPLERS)


def test_matched_uniform_vectors_have_the_mean_length_of_the_data():
    cloud = cloud_of(correlated(z_dim=64))
    b = distributions.matched_b(cloud.mean_radius, 64)
    drawn = draw("uniform", cloud, 4000)
    expected, std = distributions.uniform_radius(b, 64)
    lengths = np.linalg.norm(drawn.astype(float), axis=1)
    assert lengths.mean() == pytest.approx(expected, abs=5 * std / np.sqrt(4000))
    assert lengths.mean() == pytest.approx(cloud.mean_radius, rel=0.005)


@pytest.mark.parametrize("k", [0.5, 2])
def test_box_fills_its_region(k):
    cloud = boxed(correlated())
    drawn = draw("box", cloud, 4000, k=k)
    scaled = (drawn - cloud.mode) / (k * cloud.half_width)
    assert np.abs(scaled).max() <= 1 + 1e-6
    for component in scaled.T:
        assert stats.kstest(component, stats.uniform(-1, 2).cdf).pvalue > 1e-4


@pytest.mark.parametrize("name", ["gaussian-diagonal", "gaussian-full", "gaussian-mixture"])
def test_gaussians_have_the_moments_of_the_data(name):
    count = 20_000
    cloud = cloud_of(correlated())
    expected = cloud.covariance
    if name == "gaussian-diagonal":
        expected = np.diag(np.diag(expected))
    options = {"n": 1} if name == "gaussian-mixture" else {}
    drawn = draw(name, cloud, count, **options).astype(float)
    error = np.sqrt(np.diag(expected) / count)
    assert (np.abs(drawn.mean(axis=0) - cloud.centre) <= 5 * error + 1e-6).all()
    # Var of a sample covariance: (s_ii s_jj + s_ij²) / n.
    variance = np.diag(expected)
    error = np.sqrt((np.outer(variance, variance) + expected**2) / count)
    assert (np.abs(np.cov(drawn.T, bias=True) - expected) <= 5 * error + 1e-6).all()
    np.testing.assert_allclose(drawn[:, -1], 0.7, atol=1e-6)


def test_gaussian_full_draws_normal_vectors():
    cloud = cloud_of(correlated())
    squared = cloud.principal.mahalanobis(draw("gaussian-full", cloud, 4000)) ** 2
    assert cloud.principal.rank == 5
    assert stats.kstest(squared, stats.chi2(5).cdf).pvalue > 0.001


def test_gaussian_pca_stays_in_the_leading_directions():
    random = np.random.default_rng(0)
    directions = stats.ortho_group.rvs(5, random_state=0)
    cloud = cloud_of(2 + (random.normal(size=(5000, 5)) * [3, 2, 1, 0.5, 0.1]) @ directions)
    for share, rank in ((0.6, 1), (0.9, 2), (0.95, 3), (1, 5)):
        drawn = draw("gaussian-pca", cloud, 300, share=share)
        assert np.linalg.matrix_rank(drawn - cloud.centre, tol=1e-3) == rank
        rest = (drawn - cloud.centre) @ cloud.principal.directions[rank:].T
        np.testing.assert_allclose(rest, 0, atol=1e-5)
    assert (draw("gaussian-pca", cloud, 9) == draw("gaussian-pca", cloud, 9, share=0.95)).all()


@pytest.mark.parametrize(("count", "block"), [(1, 50), (300, 7), (1000, 64), (2350, 1000)])
def test_permuted_takes_every_value_from_the_data(count, block):
    # Value v of component j is 1000 j + v, so that a value names its vector.
    vectors = np.arange(1000)[:, None] + 1000.0 * np.arange(4)
    drawn = draw("permuted", cloud_of(vectors, block), count)
    for j, component in enumerate(drawn.T):
        rows, times = np.unique(component - 1000 * j, return_counts=True)
        assert np.isin(rows, np.arange(1000)).all()
        # Every value is used as often as any other, or once more.
        assert len(rows) == min(count, 1000)
        assert times.max() - times.min() <= (count % 1000 > 0)
    if count == 1000:
        assert (np.sort(drawn, axis=0) == vectors).all()


def test_permuted_keeps_marginals_and_loses_correlations():
    vectors = correlated(z_dim=5)[:, :4]
    drawn = draw("permuted", cloud_of(vectors), len(vectors))
    assert (np.sort(drawn, axis=0) == np.sort(vectors, axis=0)).all()
    corner = np.triu_indices(4, 1)
    assert np.abs(np.corrcoef(vectors.T)[corner]).max() > 0.5
    assert np.abs(np.corrcoef(drawn.T)[corner]).max() < 5 / np.sqrt(len(vectors))


def two_clusters(count=4000, z_dim=6):
    """Two narrow clusters on a diagonal: at -4 and at +4 along it."""
    random = np.random.default_rng(3)
    side = random.choice([-4.0, 4.0], (count, 1))
    return random.normal(size=(count, z_dim)) * 0.8 + side * np.ones(z_dim) / np.sqrt(z_dim)


def share_in_gap(vectors):
    return float((np.abs(vectors.sum(axis=1)) / np.sqrt(vectors.shape[1]) < 1.5).mean())


def test_a_mixture_finds_clusters_that_one_gaussian_does_not():
    cloud = cloud_of(two_clusters())
    # One Gaussian of std sqrt(4² + 0.8²) along the diagonal puts 28 % within 1.5 of the middle.
    expected = 2 * stats.norm.cdf(1.5 / np.hypot(4, 0.8)) - 1
    assert share_in_gap(draw("gaussian-full", cloud, 4000)) == pytest.approx(expected, abs=0.03)
    mixed = draw("gaussian-mixture", cloud, 4000, n=2, vectors=2000)
    assert share_in_gap(mixed) < 0.005
    assert (mixed.sum(axis=1) > 0).mean() == pytest.approx(0.5, abs=0.05)
    # Clusters are drawn in random order, not one after the other.
    assert 0.3 < (mixed[:200].sum(axis=1) > 0).mean() < 0.7
    np.testing.assert_allclose(np.cov(mixed.T), cloud.covariance, atol=0.35)


def test_a_mixture_keeps_the_shape_of_each_cluster():
    random = np.random.default_rng(5)
    narrow, wide = random.normal(size=(2, 3000, 2)) * [2, 0.3]
    turn = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    # A V: one stroke runs up, the other down.
    vectors = np.concatenate([narrow @ turn + [8, 0], wide @ turn.T - [8, 0]])
    drawn = draw("gaussian-mixture", cloud_of(vectors), 6000, n=2)
    for side in (1, -1):
        cluster = drawn[side * drawn[:, 0] > 0]
        expected = np.cov(vectors[side * vectors[:, 0] > 0].T)
        np.testing.assert_allclose(np.cov(cluster.T), expected, atol=0.25)


def test_a_mixture_leaves_no_direction_out():
    random = np.random.default_rng(0)
    cloud = cloud_of(random.normal(size=(3000, 4)) * [5, 3, 0.3, 0.2])
    drawn = draw("gaussian-mixture", cloud, 4000, n=3, share=0.9)
    np.testing.assert_allclose(drawn.std(axis=0), cloud.std, rtol=0.06)


def test_a_mixture_has_fewer_parts_where_vectors_are_few(caplog):
    cloud = cloud_of(correlated(count=30))
    with caplog.at_level(logging.WARNING, "zpoints"):
        drawn = draw("gaussian-mixture", cloud, 100, share=1)
    assert drawn.shape == (100, 6)
    assert "30 vectors along 5 directions allow 2 parts, not 8" in caplog.text


def test_interpolation_lies_on_segments():
    vectors = np.eye(7)
    drawn = draw("interpolation", cloud_of(vectors), 500).astype(float)
    # On a segment between two unit vectors: two positive components that add up to 1.
    np.testing.assert_allclose(drawn.sum(axis=1), 1, atol=1e-6)
    assert ((drawn != 0).sum(axis=1) == 2).mean() > 0.98
    assert ((drawn != 0).sum(axis=1) <= 2).all()
    assert stats.kstest(drawn[drawn > 0], stats.uniform().cdf).pvalue > 0.001
    assert (drawn > 0).any(axis=0).all()


def test_path_is_straight_and_even():
    cloud = cloud_of(correlated())
    drawn = draw("path", cloud, 9, components=[1, 3], sigma=2)
    ends = np.array(cloud.centre), np.array(cloud.centre)
    for component in (1, 3):
        ends[0][component] -= 2 * cloud.std[component]
        ends[1][component] += 2 * cloud.std[component]
    np.testing.assert_allclose(drawn, np.linspace(*ends, 9), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(drawn[4], cloud.centre, rtol=1e-6)
    np.testing.assert_allclose(draw("path", cloud, 1)[0], cloud.centre, rtol=1e-6)
    assert (draw("path", cloud, 9, seed=2) == draw("path", cloud, 9)).all()


def test_path_takes_the_dominant_components():
    random = np.random.default_rng(0)
    cloud = cloud_of(random.normal(size=(500, 4)) * [1, 5, 1, 0.1] + [0, 0, 0, 3])
    moves = np.ptp(draw("path", cloud, 5), axis=0) > 0
    assert moves.tolist() == [False, True, False, True]


def test_latents_are_real_vectors():
    vectors = correlated(count=50)
    some = draw("latents", cloud_of(vectors), 20)
    assert len(np.unique(some, axis=0)) == 20
    rows = [np.flatnonzero((vectors == vector).all(axis=1)) for vector in some]
    assert all(len(row) == 1 for row in rows)
    # Twice as many and a few more: each twice, a few three times.
    _, times = np.unique(draw("latents", cloud_of(vectors), 110), axis=0, return_counts=True)
    assert len(times) == 50
    assert sorted(set(times)) == [2, 3]


@pytest.mark.parametrize("name", samplers.SAMPLERS)
def test_the_same_seed_gives_the_same_bytes(name):
    cloud = boxed(correlated(count=200))
    first = draw(name, cloud, 40)
    assert first.dtype == np.float32
    assert first.shape == (40, 6)
    assert first.tobytes() == draw(name, cloud, 40).tobytes()
    if name != "path":
        assert (first != draw(name, cloud, 40, seed=2)).any()


@pytest.mark.parametrize("name", samplers.SAMPLERS)
@pytest.mark.parametrize("count", [0, 1, 33])
@pytest.mark.parametrize("vectors", [[[0.5], [2], [2.5]], [[1, 1, 1]] * 5, [[0, 1, 2], [3, 1, 9]]])
def test_small_and_flat_clouds(name, vectors, count):
    drawn = draw(name, boxed(vectors), count)
    assert drawn.shape == (count, np.shape(vectors)[1])
    if name in RANDOM | {"path"}:
        flat = np.ptp(vectors, axis=0) == 0
        np.testing.assert_allclose(drawn[:, flat], np.broadcast_to(1, (count, flat.sum())))


@settings(max_examples=30, deadline=None)
@given(
    vectors=st.integers(1, 40),
    z_dim=st.integers(1, 5),
    count=st.integers(0, 60),
    block=st.integers(1, 50),
    seed=st.integers(0, 2**32),
)
def test_real_values_stay_in_their_component(vectors, z_dim, count, block, seed):
    data = np.random.default_rng(seed).normal(size=(vectors, z_dim)).astype(np.float32)
    cloud = cloud_of(data, block)
    for name in ("permuted", "latents"):
        drawn = draw(name, cloud, count, seed)
        for component, values in zip(drawn.T, data.T, strict=True):
            assert np.isin(component, values).all()


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("gausian", {}, "no sampler 'gausian'; choose one of uniform, box,"),
        ("gaussian-pca", {"n": 3}, "no option 'n'; it takes share"),
        ("latents", {"k": 3}, "no option 'k'; it takes none"),
        ("uniform", {"b": 0}, "'b' of sampler 'uniform' is 0; it must be a positive"),
        ("uniform", {"b": float("nan")}, "must be a positive"),
        ("box", {"k": -1}, "positive number"),
        ("box", {"k": 1e39}, "beyond the range of float32"),
        ("gaussian-pca", {"share": 1.5}, "above 0 and at most 1"),
        ("gaussian-mixture", {"share": 0}, "above 0 and at most 1"),
        ("gaussian-mixture", {"n": 0}, "at least 1"),
        ("gaussian-mixture", {"vectors": 0}, "at least 1"),
        ("path", {"sigma": 0}, "positive number"),
        ("path", {"components": [1, 1]}, r"\[1, 1\]; it must be two different components"),
        ("path", {"components": [1]}, "two different components from 0 to 5"),
        ("path", {"components": [0, 6]}, "two different components from 0 to 5"),
    ],
)
def test_wrong_names_and_options_are_told(name, options, message):
    with pytest.raises(StudyError, match=message):
        draw(name, boxed(correlated(count=20)), 3, **options)


def test_clouds_that_do_not_allow_it_are_told():
    for name in samplers.SAMPLERS:
        with pytest.raises(StudyError, match=f"{name!r} needs latent vectors"):
            draw(name, samplers.Space(3), 3)
    one = boxed(np.ones((1, 3)))
    for name in ("uniform", "box", "permuted", "latents"):
        assert draw(name, one, 3).shape == (3, 3)
    for name in RANDOM - {"permuted", "latents"}:
        with pytest.raises(StudyError, match="2 latent vectors or more, but there are 1"):
            draw(name, one, 3)
    with pytest.raises(StudyError, match="needs the modes"):
        draw("box", cloud_of(correlated()), 3)
    beyond = cloud_of(correlated(), mode=np.zeros(6), half_width=np.array([1, np.nan, 1, 1, 1, 1]))
    with pytest.raises(StudyError, match="component 1 has no value inside"):
        draw("box", beyond, 3)
    with pytest.raises(StudyError, match="not finite"):
        draw("gaussian-full", cloud_of([[np.nan, 1], [0, 1]]), 3)


def test_every_sampler_says_what_it_draws():
    for name, sampler in samplers.SAMPLERS.items():
        assert inspect.getdoc(sampler.function), name
    mixture = samplers.SAMPLERS["gaussian-mixture"]
    assert mixture.options == {"n": 8, "vectors": 20_000, "share": 0.99}


def test_the_schema_names_every_sampler_and_its_options(schema):
    entry = schema["$defs"]["sampler"]["properties"]
    assert sorted(entry["sampler"]["enum"]) == sorted(samplers.SAMPLERS)
    for name, found in samplers.SAMPLERS.items():
        options = {key for key in entry if name in entry[key].get("x-samplers", ())}
        assert options == set(found.options), name
