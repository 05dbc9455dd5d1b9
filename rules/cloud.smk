"""What passes over all vectors say: histograms, lengths, covariance, distances."""


rule histogram_shard:
    input:
        latents=rules.encoding.output.manifest,
    output:
        histogram=temp("<results>/{case}/cloud/shards/histogram-{scatteritem}.npz"),
    log:
        "<logs>/{case}/histogram_shard/{scatteritem}.log",
    benchmark:
        "<benchmarks>/{case}/histogram_shard/{scatteritem}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        library=library_digest("cloud/histogram_shard"),
        settings=config["distributions"]["histogram"],
    message:
        "Counting the component values of case {wildcards.case}, shard {wildcards.scatteritem}"
    script:
        "../workflow/scripts/cloud/histogram_shard.py"


rule histogram:
    input:
        latents=rules.encoding.output.manifest,
        shards=gather.vectors(
            rules.histogram_shard.output.histogram, allow_missing=True
        ),
        library=library("cloud/histogram", "cloud/histogram_shard"),
    output:
        histogram="<results>/{case}/cloud/histogram.npz",
        moments="<results>/{case}/cloud/moments.npz",
    log:
        "<logs>/{case}/histogram.log",
    benchmark:
        "<benchmarks>/{case}/histogram.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["distributions"]["histogram"],
    message:
        "Putting the histograms of case {wildcards.case} together"
    script:
        "../workflow/scripts/cloud/histogram.py"


rule covariance_shard:
    input:
        latents=rules.encoding.output.manifest,
    output:
        sums=temp("<results>/{case}/cloud/shards/covariance-{scatteritem}.npz"),
    log:
        "<logs>/{case}/covariance_shard/{scatteritem}.log",
    benchmark:
        "<benchmarks>/{case}/covariance_shard/{scatteritem}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        library=library_digest("cloud/covariance_shard"),
    message:
        "Summing up the cloud of case {wildcards.case}, shard {wildcards.scatteritem}"
    script:
        "../workflow/scripts/cloud/covariance_shard.py"


rule covariance:
    input:
        latents=rules.encoding.output.manifest,
        shards=gather.vectors(rules.covariance_shard.output.sums, allow_missing=True),
        library=library("cloud/covariance", "cloud/covariance_shard"),
    output:
        cloud="<results>/{case}/cloud/cloud.npz",
        lengths="<results>/{case}/cloud/lengths.npz",
    log:
        "<logs>/{case}/covariance.log",
    benchmark:
        "<benchmarks>/{case}/covariance.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Measuring centre and covariance of case {wildcards.case}"
    script:
        "../workflow/scripts/cloud/covariance.py"


rule distances:
    input:
        latents=rules.encoding.output.manifest,
        cloud=rules.covariance.output.cloud,
        library=library("cloud/distances"),
    output:
        distances="<results>/{case}/cloud/mahalanobis.npz",
    log:
        "<logs>/{case}/distances.log",
    benchmark:
        "<benchmarks>/{case}/distances.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    message:
        "Measuring distances from the centre of case {wildcards.case}"
    script:
        "../workflow/scripts/cloud/distances.py"


rule cloud:
    input:
        expand(
            [
                *rules.histogram.output,
                *rules.covariance.output,
                *rules.distances.output,
            ],
            case=CASES,
        ),
    message:
        "All clouds are measured"
