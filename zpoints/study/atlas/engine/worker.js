"use strict";

// The program of a worker that decodes; it stands behind the source of Engine (see decoders.js). It
// gets {wasm, graph, weights} first, then {vectors} as often as one likes, and answers each message
// with what it gives: {} at first, then {pixels}; or {error}, a sentence.
let engine = null;

self.onmessage = ({data}) => {
  try {
    if (engine === null) {
      engine = new Engine(data.wasm, data.graph, data.weights);
      self.postMessage({});
    } else {
      const pixels = engine.decode(data.vectors);
      self.postMessage({pixels}, [pixels.buffer]);
    }
  } catch (error) {
    self.postMessage({error: `The decoder stopped: ${error.message}.`});
  }
};
