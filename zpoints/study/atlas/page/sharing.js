// What a reader takes along: a link, five lines of Python, a picture.
"use strict";

async function shareLink() {
  const link = location.href.split("#")[0] + state.address();
  history.replaceState(WHOLE, "", state.address());
  const others =
    location.protocol === "file:"
      ? " It leads to your copy of this file. Others put the part from # on behind the address " +
        "of their copy."
      : "";
  const copied = await copyText(link, `The link is copied.${others}`);
  if (!copied) showText("Link", `It shows the same view again.${others}`, link);
}

// Five lines that make the same image with ONNX Runtime.
function pythonLines(study, latents, file = "image.png") {
  const bytes = new Uint8Array(latents.buffer, latents.byteOffset, latents.byteLength);
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  const decoder = JSON.stringify(
    study.decoder_file ?? `results/${atlas.data.study}/${study.name}/models/decoder.onnx`,
  );
  const turned = study.channels_first ? ".transpose(0, 2, 3, 1)" : "";
  const z = study.z_dim;
  const input = JSON.stringify(study.decoder_input ?? "latents");
  return [
    "import base64, numpy, onnxruntime, PIL.Image",
    `z = numpy.frombuffer(base64.b64decode("${btoa(letters)}"), "float32").reshape(-1, ${z})`,
    `images = onnxruntime.InferenceSession(${decoder}).run(None, {${input}: z})[0]${turned}`,
    'pixels = numpy.rint(numpy.hstack(images).clip(0, 1) * 255).astype("uint8").squeeze()',
    `PIL.Image.fromarray(pixels).save("${file}")`,
  ].join("\n");
}

function sharePython(study, latents, name) {
  sharePythonOf([{study, latents, name}]);
}

// parts: study, latents and name of each; each makes a picture of its own.
function sharePythonOf(parts) {
  const several = parts.length > 1;
  const names = parts.map(({study, latents, name}, k) => {
    const count = latents.length / study.z_dim;
    const vectors = count > 1 ? `${count} vectors` : "this vector";
    return `${name}: ${vectors}, saved as ${pictureFile(k, several)}`;
  });
  showText(
    "The same in Python",
    `${names.join(". ")}. Five lines${several ? " each" : ""} that decode with the study's own ` +
      "decoder; run them where the study's results lie.",
    parts
      .map(({study, latents}, k) => pythonLines(study, latents, pictureFile(k, several)))
      .join("\n\n"),
  );
}

function pictureFile(k, several) {
  return several ? `image-${k + 1}.png` : "image.png";
}

// A view may name parts for Python; else its vectors are the one part.
function pythonOfView() {
  const shared = views[state.get("view")]?.shared?.();
  const parts = (shared?.parts ?? [shared]).filter((part) => part?.latents);
  if (parts.length) sharePythonOf(parts);
  else toast("Pick a point or an image first: Python makes the picked one.");
}
