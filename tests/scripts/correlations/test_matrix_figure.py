"""The figure of the matrix."""

from support.drawing import draw

from workflow.scripts.correlations.matrix_figure import matrix_figure


def test_the_matrix_is_drawn(tmp_path, case, correlated):
    def figure(path):
        matrix_figure(correlated.matrix, correlated.subset, str(path), 0.6, "I")

    draw(figure, path=tmp_path / "matrix.png")
