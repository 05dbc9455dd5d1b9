// Decoding while the reader watches: the decoders of a case, once they passed their self-test.
"use strict";

// A worker that the browser never starts must not leave the page waiting.
const PATIENCE_SECONDS = 30;

class Live {
  // on: null until the self-test is through, then whether it passed; sentence: what to say of it.
  constructor(study) {
    this.study = study;
    this.on = null;
    this.sentence = "";
    this.opening = null;
    this.asked = 0;
    this.shown = new Map();
  }

  open() {
    this.opening ??= this.test().catch((error) =>
      this.off(`The decoder does not run here: ${error.message}.`),
    );
    return this.opening;
  }

  async test() {
    const {study} = this;
    if (!study.decoder)
      return this.off(study.why_no_decoder || "The page holds no decoder of this case.");
    const [wasm, weights, vectors, images] = await Promise.all([
      blob("engine"),
      study.blob("weights"),
      study.blob("reference_vectors"),
      study.blob("reference_images"),
    ]);
    await study.open();
    this.decoders = new Decoders({wasm, weights, graph: study.decoder.graph});
    const result = await Promise.race([this.decoders.selfTest(vectors, images, study), patience()]);
    this.sentence = result.sentence;
    if (!result.ok) return this.off(this.sentence);
    this.on = true;
    return this;
  }

  off(sentence) {
    this.on = false;
    this.sentence = sentence;
    this.decoders?.close();
    this.decoders = null;
    return this;
  }

  // Pixels of latent vectors as RGBA bytes; null if a later call of the same kind made this one
  // void, or if nothing can be decoded.
  async decode(latents, kind, priority = 1) {
    await this.open();
    if (!this.on) return null;
    const order = ++this.asked;
    try {
      const result = await this.decoders.decode(latents, {kind, priority});
      // With many workers an earlier call may end after a later one; its images are old by then.
      if (!result || order < (this.shown.get(kind) ?? 0)) return null;
      this.shown.set(kind, order);
      return result.pixels;
    } catch (error) {
      this.off(`The decoder stopped: ${error.message}.`);
      atlas.showTrust();
      return null;
    }
  }
}

function patience() {
  const sentence = `The decoder did not answer within ${PATIENCE_SECONDS} seconds.`;
  return new Promise((resolve) =>
    setTimeout(() => resolve({ok: false, sentence}), 1000 * PATIENCE_SECONDS),
  );
}
