// Arrays of numbers that the page holds as text: base64, most of them packed with gzip.
"use strict";

const ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
};
const opened = new Map();

function blobElement(name) {
  return document.querySelector(`script[data-blob="${CSS.escape(name)}"]`);
}

function hasBlob(name) {
  return opened.has(name) || blobElement(name) !== null;
}

// The typed array of a blob. Its text is dropped once it was read, so it is kept here.
function blob(name) {
  if (!opened.has(name)) opened.set(name, openBlob(name));
  return opened.get(name);
}

async function openBlob(name) {
  const element = blobElement(name);
  if (!element) throw new Error(`the page has no part “${name}”`);
  try {
    const bytes = fromBase64(element.textContent);
    const content = element.hasAttribute("data-gzip") ? await unpack(bytes) : bytes;
    element.remove();
    return new ARRAYS[element.dataset.type](
      content.buffer,
      content.byteOffset,
      content.byteLength / ARRAYS[element.dataset.type].BYTES_PER_ELEMENT,
    );
  } catch (error) {
    throw new Error(`the part “${name}” of the page cannot be read (${error.message})`);
  }
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < letters.length; k++) bytes[k] = letters.charCodeAt(k);
  return bytes;
}

async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
