// Strips of images along directions that the study decoded, for a page without a decoder.
"use strict";

async function showStills(host, study) {
  const strips = study.strips.map((strip, place) => ({...strip, place}));
  strips.sort((a, b) => (a.direction === null) - (b.direction === null));
  const figures = await Promise.all(
    strips.map(async (strip) => {
      const bytes = await study.blob(`strip/${strip.place}`);
      const bitmap = await createImageBitmap(new Blob([bytes], {type: "image/webp"}));
      const canvas = make("canvas", {
        role: "img",
        width: bitmap.width,
        height: bitmap.height,
        "aria-label": `${strip.steps} images along ${strip.label}`,
      });
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      const name = strip.direction === null ? strip.label : study.directionName(strip.direction);
      return make("figure", {}, make("figcaption", {text: name}), canvas);
    }),
  );
  const {sigma} = study.strips[0];
  fill(
    host,
    make("p", {
      class: "note",
      text:
        "Decoded by the study, through the centre of the cloud, from " +
        `−${sigma} to ${sigma} standard deviations:`,
    }),
    ...figures,
  );
}
