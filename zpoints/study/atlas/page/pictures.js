// A view's images as one picture to save: rows of images, and below them what they are.
"use strict";

const CAPTION = {font: "15px system-ui, sans-serif", line: 20, side: 8};
const LEAST_WIDTH = 480;

// What the colours of the map mean: {colour, text} one after the other, as the legend has them.
function legendParts() {
  const {attributes} = atlas;
  const k = attributes.index(state.get("colour"));
  if (k < 0) return [];
  const one = attributes.described[k];
  const {counts} = attributes.classes(k);
  const colours = attributes.colours(k).map((rgb) => `rgb(${rgb.join(",")})`);
  const parts = [{text: `${attributes.title(k)}:`}];
  if (one.kind === "binary") {
    for (const value of [1, 0])
      parts.push({colour: colours[value], text: `${one.labels[value]} ${counted(counts[value])}`});
  } else {
    const span = one.high - one.low;
    parts.push({text: withinSpan(one.low, span)});
    parts.push(...colours.slice(0, -1).map((colour) => ({colour, text: ""})));
    parts.push({text: withinSpan(one.high, span)});
  }
  if (counts.at(-1))
    parts.push({colour: colours.at(-1), text: `unknown ${counted(counts.at(-1))}`});
  return parts;
}

function paintLegend(context, parts, top) {
  let left = CAPTION.side;
  for (const {colour, text} of parts) {
    if (colour) {
      context.fillStyle = colour;
      context.fillRect(left, top + 3, 12, 12);
      left += text ? 17 : 12;
    }
    if (!text) continue;
    write(context, text, top + 0.7 * CAPTION.line, left);
    left += context.measureText(text).width + 12;
  }
}

// Blocks of images: `canvases` in `columns`, with a label above that is "" for none.
function blocksOf(shared) {
  const blocks = shared.blocks ?? [{canvases: shared.canvases, columns: shared.columns, label: ""}];
  return blocks
    .map((block) => ({
      ...block,
      canvases: block.canvases.filter((one) => one.width && shownNow(one)),
    }))
    .filter(({canvases}) => canvases.length);
}

function shownNow(canvas) {
  return !canvas.closest("[hidden]") && !canvas.classList.contains("empty");
}

// Sizes of a block: those of a cell, and of the whole.
function measure({canvases, columns, label}) {
  const single = canvases.length === 1;
  const [{width, height}] = canvases;
  const side = single ? Math.max(192, width) : Math.max(128, width);
  const high = Math.round((side * height) / width);
  const gap = single ? 0 : 6;
  const across = Math.min(columns, canvases.length);
  return {
    ...{side, high, gap, across},
    width: across * (side + gap) - gap,
    height: Math.ceil(canvases.length / across) * (high + gap) - gap,
    above: label ? CAPTION.line + 4 : 0,
  };
}

function savePicture() {
  const shared = views[state.get("view")]?.shared?.();
  const blocks = shared ? blocksOf(shared) : [];
  if (!blocks.length) return toast("This view has no picture to save.");
  const sizes = blocks.map(measure);
  const width = Math.max(LEAST_WIDTH, ...sizes.map((one) => one.width));
  const picture = make("canvas", {width, height: 1});
  const context = picture.getContext("2d");
  context.font = CAPTION.font;
  const whose = `Case ${shared.study.name} of study ${atlas.data.study}, zpoints`;
  const lines = [shared.picture ?? shared.name, whose].flatMap((text) =>
    wrapped(context, text, width - 2 * CAPTION.side),
  );
  const legend = shared.legend ?? [];
  const images = sizes.reduce((sum, one) => sum + one.above + one.height + 10, 0);
  const texts = lines.length + (legend.length ? 1 : 0);
  picture.height = images + texts * CAPTION.line + CAPTION.side;
  context.fillStyle = theme.css("--page");
  context.fillRect(0, 0, width, picture.height);
  context.imageSmoothingQuality = "high";
  let top = 0;
  blocks.forEach((block, k) => {
    paintBlock(context, block, sizes[k], top);
    top += sizes[k].above + sizes[k].height + 10;
  });
  paintLegend(context, legend, top);
  if (legend.length) top += CAPTION.line;
  lines.forEach((line, k) => write(context, line, top + (k + 0.7) * CAPTION.line));
  download(picture, `${atlas.data.study}-${shared.study.name}-${state.get("view")}.png`);
}

function paintBlock(context, {canvases, label}, {side, high, gap, across, above}, top) {
  if (label) write(context, label, top + 0.75 * CAPTION.line);
  canvases.forEach((canvas, k) =>
    context.drawImage(
      canvas,
      (k % across) * (side + gap),
      top + above + Math.floor(k / across) * (high + gap),
      side,
      high,
    ),
  );
}

function write(context, text, at, left = CAPTION.side) {
  context.font = CAPTION.font;
  context.fillStyle = theme.css("--text");
  context.fillText(text, left, at);
}

// Lines of a text that fit a width.
function wrapped(context, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    const fits = context.measureText(longer).width <= width || !lines.at(-1);
    if (fits) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function download(picture, name) {
  picture.toBlob((file) => {
    const link = make("a", {href: URL.createObjectURL(file), download: name});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    toast("The picture is saved.");
  }, "image/png");
}
