// The images whose vectors are nearest to one: a search over all points, in a worker of its own.
"use strict";

// Runs in the worker. Points are (z_dim, rows), so each direction is added in one sweep.
function nearestWorker() {
  const cases = new Map();
  onmessage = ({data}) => {
    if (data.points) {
      cases.set(data.study, data);
      return;
    }
    const {points, rows} = cases.get(data.study);
    const squares = new Float64Array(rows);
    for (let k = 0; k < data.query.length; k++) {
      const value = data.query[k];
      for (let i = 0, at = k * rows; i < rows; i++) {
        const difference = points[at + i] - value;
        squares[i] += difference * difference;
      }
    }
    const best = [];
    for (let i = 0; i < rows; i++) {
      if (i === data.except || (best.length === data.count && squares[i] >= squares[best.at(-1)]))
        continue;
      let place = best.length;
      while (place && squares[best[place - 1]] > squares[i]) place--;
      best.splice(place, 0, i);
      if (best.length > data.count) best.pop();
    }
    postMessage({id: data.id, rows: best, distances: best.map((i) => Math.sqrt(squares[i]))});
  };
}

class Nearest {
  constructor() {
    const source = new Blob([`(${nearestWorker})()`], {type: "text/javascript"});
    this.worker = new Worker(URL.createObjectURL(source));
    this.worker.onmessage = ({data}) => {
      this.answers.get(data.id)?.(data);
      this.answers.delete(data.id);
    };
    this.answers = new Map();
    this.known = new Set();
    this.asked = 0;
  }

  // {rows, distances} of the nearest points; `except` is the row of the image itself, or −1.
  find(study, coordinates, count, except = -1) {
    if (!this.known.has(study.number)) {
      this.known.add(study.number);
      this.worker.postMessage({study: study.number, points: study.points, rows: study.rows});
    }
    const id = this.asked++;
    const query = Float64Array.from(coordinates, (value) => value / study.step);
    return new Promise((resolve) => {
      this.answers.set(id, ({rows, distances}) =>
        resolve({rows, distances: distances.map((value) => value * study.step)}),
      );
      this.worker.postMessage({id, study: study.number, query, count, except});
    });
  }
}
