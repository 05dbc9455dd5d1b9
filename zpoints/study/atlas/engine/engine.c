// Kernels of the decoder, for WebAssembly with 128-bit SIMD. engine.js calls them, and knows where
// tensors lie; nothing here allocates. All numbers are float32, all arrays are dense and row-major,
// images lie channel by channel: (image, channel, row, column).
//
// Almost all time goes into `product`, a product of matrices. Its operands are packed so that it
// reads both of them from front to back:
//   left    panels of ROWS rows; within a panel, factor by factor: (rows / ROWS, factors, ROWS)
//   right   panels of COLUMNS columns, likewise: (columns / COLUMNS, factors, COLUMNS)
// Rows and columns that fill up the last panel are zero.
//
// A convolution is weights (left) times patches of the image (right). A transposed convolution is
// weights times pixels, which gives what each pixel paints under each place of the kernel; `spread`
// adds that up. Both are done for a band of rows and a block of channels at a time, so that what
// lies between the two steps stays in the processor's cache.
//
// Built by build.py, which says with what; tests build it again and compare the bytes.
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) name
#define ROWS 4
#define COLUMNS 8

typedef v128_t four;  // four numbers

static inline four all(float x) { return wasm_f32x4_splat(x); }
static inline four load(const float *from) { return wasm_v128_load(from); }
static inline void store(float *to, four x) { wasm_v128_store(to, x); }
static inline four add(four x, four y) { return wasm_f32x4_add(x, y); }
static inline four multiply(four x, four y) { return wasm_f32x4_mul(x, y); }

// Sizes that engine.js must know: ROWS * 256 + COLUMNS.
int EXPORT(panels)(void) { return ROWS * 256 + COLUMNS; }

// A matrix (lines, factors), whose entry (i, k) is matrix[i * by_line + k * by_factor], as panels
// of `width` lines.
void EXPORT(pack)(const float *matrix, int lines, int factors, int by_line, int by_factor,
                  int width, float *panels) {
  for (int first = 0; first < lines; first += width) {
    for (int k = 0; k < factors; k++) {
      for (int i = first; i < first + width; i++) {
        *panels++ = i < lines ? matrix[i * by_line + k * by_factor] : 0;
      }
    }
  }
}

// One row of a tile: what x of the left operand adds to two vectors of sums.
#define TILE_ROW(i)                                            \
  x = wasm_v128_load32_splat(a + (i));                         \
  sum##i##0 = add(sum##i##0, multiply(x, b0));                 \
  sum##i##1 = add(sum##i##1, multiply(x, b1));

#define STORE_ROW(i)                                           \
  store(to + (i) * by_row, sum##i##0);                         \
  store(to + (i) * by_row + 4, sum##i##1);

// result (rows, by_row) = left (rows, factors) times right (factors, columns), both packed.
// `rows` is a multiple of ROWS, `columns` one of COLUMNS, and by_row at least `columns`.
void EXPORT(product)(const float *left, const float *right, float *result, int rows, int columns,
                     int factors, int by_row) {
  for (int column = 0; column < columns; column += COLUMNS) {
    const float *a = left;
    for (int row = 0; row < rows; row += ROWS) {
      const float *b = right + column * factors;
      four sum00 = all(0), sum01 = sum00, sum10 = sum00, sum11 = sum00;
      four sum20 = sum00, sum21 = sum00, sum30 = sum00, sum31 = sum00;
      for (int k = 0; k < factors; k++) {
        four b0 = load(b), b1 = load(b + 4), x;
        TILE_ROW(0) TILE_ROW(1) TILE_ROW(2) TILE_ROW(3)
        a += ROWS;
        b += COLUMNS;
      }
      float *to = result + row * by_row + column;
      STORE_ROW(0) STORE_ROW(1) STORE_ROW(2) STORE_ROW(3)
    }
  }
}

// Pixels of images (image, channels, pixels) as packed right operand: a column a pixel, a factor a
// channel. Columns are pixels `first` to `last` of all images in a row.
void EXPORT(pixels)(const float *images, int channels, int size, int first, int last,
                    float *panels) {
  for (int start = first; start < last; start += COLUMNS) {
    int place = start % size;
    const float *from = images + (start / size) * channels * size + place;
    if (start + COLUMNS <= last && place + COLUMNS <= size) {  // all in one image
      for (int c = 0; c < channels; c++, from += size, panels += COLUMNS) {
        store(panels, load(from));
        store(panels + 4, load(from + 4));
      }
      continue;
    }
    for (int i = 0; i < COLUMNS; i++) {
      int pixel = start + i;
      from = images + (pixel / size) * channels * size + pixel % size;
      for (int c = 0; c < channels; c++) {
        panels[c * COLUMNS + i] = pixel < last ? from[c * size] : 0;
      }
    }
    panels += channels * COLUMNS;
  }
}

// How a kernel moves over an image: sizes of the input and of the output, of the kernel, its steps,
// what is cut or filled up before the first row and column, and the distance of its points.
typedef struct {
  int channels, height, width;
  int out_channels, out_height, out_width;
  int kernel_rows, kernel_columns;
  int row_stride, column_stride;
  int row_pad, column_pad;
  int row_dilation, column_dilation;
} Convolution;

// Patches under the kernel as packed right operand: a column an output pixel (`first` to `last` of
// all images in a row), a factor a point of the kernel in a channel.
void EXPORT(patches)(const float *images, const Convolution *c, int first, int last,
                     float *panels) {
  int size = c->out_height * c->out_width;
  int factors = c->channels * c->kernel_rows * c->kernel_columns;
  for (int start = first; start < last; start += COLUMNS, panels += factors * COLUMNS) {
    for (int i = 0; i < COLUMNS; i++) {
      int pixel = start + i, place = pixel % size;
      int top = place / c->out_width * c->row_stride - c->row_pad;
      int left = place % c->out_width * c->column_stride - c->column_pad;
      const float *from = images + (pixel / size) * c->channels * c->height * c->width;
      float *to = panels + i;
      for (int channel = 0; channel < c->channels; channel++, from += c->height * c->width) {
        for (int y = 0; y < c->kernel_rows; y++) {
          int row = top + y * c->row_dilation;
          for (int x = 0; x < c->kernel_columns; x++, to += COLUMNS) {
            int column = left + x * c->column_dilation;
            int inside = pixel < last && row >= 0 && row < c->height && column >= 0 &&
                         column < c->width;
            *to = inside ? from[row * c->width + column] : 0;
          }
        }
      }
    }
  }
}

// to[i * stride] += from[i]
static inline void add_strided(float *to, const float *from, int count, int stride) {
  int i = 0;
  if (stride == 1) {
    for (; i + 4 <= count; i += 4) store(to + i, add(load(to + i), load(from + i)));
  } else if (stride == 2) {
    // Each number gets a zero beside it; the last of the eight places belongs to a neighbour that
    // may lie beyond the row, so the last four go one by one.
    for (; i + 4 < count; i += 4) {
      four x = load(from + i), zero = all(0);
      float *low = to + 2 * i, *high = low + 4;
      store(low, add(load(low), wasm_i32x4_shuffle(x, zero, 0, 4, 1, 5)));
      store(high, add(load(high), wasm_i32x4_shuffle(x, zero, 2, 6, 3, 7)));
    }
  }
  for (; i < count; i++) to[i * stride] += from[i];
}

// Adds up what pixels paint. `painted` is (block of channels, kernel rows, kernel columns, pixels),
// its last axis by_point long; its pixels are rows `first` to `last` of all input images; the
// channels begin at `channel`. Adds to output images (image, out_channels, out_height, out_width).
void EXPORT(spread)(const float *painted, const Convolution *c, int channel, int channels,
                    int first, int last, int by_point, float *images) {
  for (int k = channel; k < channel + channels; k++) {
    for (int y = 0; y < c->kernel_rows; y++) {
      for (int x = 0; x < c->kernel_columns; x++, painted += by_point) {
        // The first and the last pixel of a row that paint inside the image.
        int shift = x * c->column_dilation - c->column_pad, left = 0, right = c->width;
        while (left < right && left * c->column_stride + shift < 0) left++;
        while (right > left && (right - 1) * c->column_stride + shift >= c->out_width) right--;
        const float *from = painted + left;
        for (int i = first; i < last; i++, from += c->width) {
          int row = i % c->height * c->row_stride + y * c->row_dilation - c->row_pad;
          if (row < 0 || row >= c->out_height) continue;
          int line = (i / c->height * c->out_channels + k) * c->out_height + row;
          float *to = images + line * c->out_width + left * c->column_stride + shift;
          add_strided(to, from, right - left, c->column_stride);
        }
      }
    }
  }
}

// Fills (groups, channels, size) with a value for each channel.
void EXPORT(fill)(float *to, const float *values, int groups, int channels, int size) {
  for (int group = 0; group < groups; group++) {
    for (int c = 0; c < channels; c++, to += size) {
      float value = values ? values[c] : 0;
      for (int i = 0; i < size; i++) to[i] = value;
    }
  }
}

// Copies channels of a convolution's result (channels, by_channel), and adds a value for each, to
// images (image, all_channels, size), where they begin at `channel`. The columns of the result are
// pixels `first` to `last` of all images in a row.
void EXPORT(place)(const float *from, const float *values, int channel, int channels,
                   int all_channels, int size, int first, int last, int by_channel,
                   float *images) {
  for (int c = channel; c < channel + channels; c++, from += by_channel) {
    float value = values ? values[c] : 0;
    for (int i = first; i < last; i++) {
      images[((i / size) * all_channels + c) * size + i % size] = from[i - first] + value;
    }
  }
}

// x * factor + term for each channel of (groups, channels, size), in place.
void EXPORT(scale)(float *x, const float *factors, const float *terms, int groups, int channels,
                   int size) {
  for (int group = 0; group < groups; group++) {
    for (int c = 0; c < channels; c++, x += size) {
      float factor = factors ? factors[c] : 1, term = terms ? terms[c] : 0;
      for (int i = 0; i < size; i++) x[i] = x[i] * factor + term;
    }
  }
}

// An array of four axes in another order: `lengths` are those of the result, `steps` the distances
// of neighbours along each of its axes in the source.
void EXPORT(transpose)(const float *from, const int *lengths, const int *steps, float *to) {
  for (int i = 0; i < lengths[0]; i++) {
    for (int j = 0; j < lengths[1]; j++) {
      for (int k = 0; k < lengths[2]; k++) {
        const float *line = from + i * steps[0] + j * steps[1] + k * steps[2];
        for (int l = 0; l < lengths[3]; l++) *to++ = line[l * steps[3]];
      }
    }
  }
}

// Copies maps (maps, height, width) into larger ones with zeros around.
void EXPORT(pad)(const float *from, int maps, int height, int width, int top, int left,
                 int out_height, int out_width, float *to) {
  for (int map = 0; map < maps; map++) {
    for (int y = 0; y < out_height; y++) {
      for (int x = 0; x < out_width; x++) {
        int row = y - top, column = x - left;
        int inside = row >= 0 && row < height && column >= 0 && column < width;
        *to++ = inside ? from[(map * height + row) * width + column] : 0;
      }
    }
  }
}

// Repeats each pixel of maps (maps, height, width) down and across.
void EXPORT(enlarge)(const float *from, int maps, int height, int width, int down, int across,
                     float *to) {
  for (int line = 0; line < maps * height; line++, from += width) {
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < width * across; x++) *to++ = from[x / across];
    }
  }
}

// e^x, after Cephes' expf: at most 2 units in the last place off between -87 and 87, constant
// beyond.
static inline four exponential(four x) {
  x = wasm_f32x4_min(wasm_f32x4_max(x, all(-87.f)), all(87.f));
  four n = wasm_f32x4_nearest(multiply(x, all(1.44269504088896341f)));  // x / log 2
  // log 2 in two parts, so that the difference is exact
  x = wasm_f32x4_sub(x, multiply(n, all(0.693359375f)));
  x = add(x, multiply(n, all(2.12194440e-4f)));
  four y = all(1.9875691500e-4f);
  y = add(multiply(y, x), all(1.3981999507e-3f));
  y = add(multiply(y, x), all(8.3334519073e-3f));
  y = add(multiply(y, x), all(4.1665795894e-2f));
  y = add(multiply(y, x), all(1.6666665459e-1f));
  y = add(multiply(y, x), all(5.0000001201e-1f));
  y = add(add(multiply(y, multiply(x, x)), x), all(1));
  four power = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(n), wasm_i32x4_splat(127)),
                              23);
  return multiply(y, power);
}

// The functions below work in place on `count` numbers, rounded up to a multiple of four.

// x where it is positive, slope * x elsewhere: LeakyReLU, and ReLU with slope 0.
void EXPORT(leaky)(float *x, int count, float slope) {
  for (int i = 0; i < count; i += 4) {
    four y = load(x + i);
    four below = multiply(all(slope), wasm_f32x4_min(y, all(0)));
    store(x + i, add(wasm_f32x4_max(y, all(0)), below));
  }
}

// gamma * x where it is positive, gamma * alpha * (e^x - 1) elsewhere: SELU, and ELU with gamma 1.
void EXPORT(elu)(float *x, int count, float alpha, float gamma) {
  for (int i = 0; i < count; i += 4) {
    four y = load(x + i), zero = all(0);
    four below = wasm_f32x4_sub(exponential(wasm_f32x4_min(y, zero)), all(1));
    four sum = add(wasm_f32x4_max(y, zero), multiply(all(alpha), below));
    store(x + i, multiply(all(gamma), sum));
  }
}

// 1 / (1 + e^-x)
void EXPORT(sigmoid)(float *x, int count) {
  for (int i = 0; i < count; i += 4) {
    four power = exponential(wasm_f32x4_neg(load(x + i)));
    store(x + i, wasm_f32x4_div(all(1), add(all(1), power)));
  }
}

// (e^2x - 1) / (e^2x + 1), as 2 * sigmoid(2x) - 1
void EXPORT(tanh)(float *x, int count) {
  for (int i = 0; i < count; i += 4) {
    four power = exponential(multiply(all(-2), load(x + i)));
    four half = wasm_f32x4_div(all(2), add(all(1), power));
    store(x + i, wasm_f32x4_sub(half, all(1)));
  }
}

// x within [low, high]
void EXPORT(clip)(float *x, int count, float low, float high) {
  for (int i = 0; i < count; i += 4) {
    store(x + i, wasm_f32x4_min(wasm_f32x4_max(load(x + i), all(low)), all(high)));
  }
}

// Pixels (count, channels) in [0, 1] as bytes red, green, blue, alpha; values beyond are clipped.
void EXPORT(paint)(const float *from, int count, int channels, unsigned char *to) {
  for (int i = 0; i < count; i++, from += channels, to += 4) {
    for (int c = 0; c < 3; c++) {
      float value = from[channels == 3 ? c : 0] * 255;
      value = value > 0 ? value : 0;  // also where it is not a number
      to[c] = (unsigned char)__builtin_rintf(value < 255 ? value : 255);
    }
    to[3] = 255;
  }
}
