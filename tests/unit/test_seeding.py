"""Generators depend on the seed and on names, and on nothing else."""

import hashlib
import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zpoints import seeding

names = st.lists(st.text("abc/.", min_size=1, max_size=4), max_size=4)


def numbers(seed, *parts):
    return seeding.generator(seed, *parts).integers(0, 2**63, 4).tolist()


@given(st.integers(0, 2**70), names)
def test_the_same_seed_and_names_give_the_same_numbers(seed, parts):
    assert numbers(seed, *parts) == numbers(seed, *parts)


@given(st.integers(0, 2**40), st.integers(0, 2**40), names, names)
def test_another_seed_or_other_names_give_other_numbers(seed, other_seed, parts, others):
    same = (seed, parts or [""]) == (other_seed, others or [""])
    assert (numbers(seed, *parts) == numbers(other_seed, *others)) is same


def test_names_are_not_just_joined():
    assert numbers(1, "ab", "c") != numbers(1, "a", "bc")
    assert numbers(1, "a", "b") != numbers(1, "b", "a")
    assert numbers(1, "a") != numbers(1, "a", "a")


def test_the_numbers_stay_as_they_are_from_version_to_version():
    # Results that people compare rest on these: a change here is a change of every study.
    expected = np.random.SeedSequence(
        # The first 8 words of SHA-256 of "demo\0I\0train", little-endian.
        [7, *np.frombuffer(bytes.fromhex(_sha256("demo\0I\0train")), "<u4").tolist()]
    )
    found = seeding.sequence(7, "demo", "I", "train")
    assert found.generate_state(4).tolist() == expected.generate_state(4).tolist()


def test_another_process_with_another_hash_seed_draws_the_same(root):
    program = (
        "from zpoints import seeding;"
        "print(seeding.generator(3, 'a', 'b').integers(0, 2**63, 4).tolist())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={"PYTHONHASHSEED": "123", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.strip() == str(numbers(3, "a", "b"))


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()
