"""The decoder of an atlas: checked and folded here, run by WebAssembly in the browser."""
