"""The script of the rule `adoption`."""

from support.own_models import SIZE, Z_DIM, pair

from workflow.scripts.models import adoption
from zpoints.models import inference


def test_adapted_models_are_written(image_store, tmp_path):
    encoder, decoder = pair(tmp_path, first=True, batch=1)
    adopted = tmp_path / "models"
    adopted.mkdir()
    adoption.adoption(
        encoder=encoder,
        decoder=decoder,
        images=image_store(40, SIZE).path.with_suffix(".json"),
        adopted_encoder=adopted / "encoder.onnx",
        adopted_decoder=adopted / "decoder.onnx",
        z_dim=Z_DIM,
        threads=1,
    )
    assert inference.load(adopted / "encoder.onnx", 1, "cpu").input_shape == (SIZE, SIZE, 3)
    assert inference.load(adopted / "decoder.onnx", 1, "cpu").output_shape == (SIZE, SIZE, 3)
    assert len(list(adopted.iterdir())) == 2
