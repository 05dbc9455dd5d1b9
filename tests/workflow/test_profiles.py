"""profiles/slurm fits the rules; tests/cluster runs it on a real Slurm."""

import re

import pytest
import yaml

PROFILE = "profiles/slurm/config.yaml"


@pytest.fixture
def profile(root):
    return yaml.safe_load((root / PROFILE).read_text())


@pytest.fixture
def rules(root):
    """Names of all rules that run a script."""
    found = set()
    for file in (root / "rules").glob("*.smk"):
        for rule in re.split(r"^rule ", file.read_text(), flags=re.MULTILINE)[1:]:
            if "script:" in rule:
                found.add(rule.partition(":")[0])
    return found


def test_every_rule_is_in_a_group_or_has_limits_of_its_own(profile, rules):
    """Snakemake says nothing of a name that no rule has."""
    assert set(profile["groups"]) | set(profile["set-resources"]) == rules


def test_every_group_says_how_many_share_a_job(profile):
    # All that is in it hangs together.
    assert set(profile["group-components"]) == set(profile["groups"].values()) - {"findings"}


@pytest.mark.parametrize("config", ["config/config.yaml", "config/tiny.yaml"])
def test_no_group_waits_for_itself(fresh, config):
    fresh.config_file = fresh.folder / config
    output = fresh.snakemake(
        options=["-n", "--workflow-profile", "profiles/slurm", "--set-scatter", "vectors=4"]
    ).output
    assert "encoding_shard" in output
