// Points of the platform's map are shifted (GCJ-02); the hotline takes them as satellites tell them (WGS 84).
const A = 6378245;
const EE = 0.00669342162296594323;
const rad = (degrees) => degrees / 180 * Math.PI;

function wave(x, y, first) {
  const s = (value, size) => Math.sin(value * Math.PI) * size;
  const base = (s(6 * x, 20) + s(2 * x, 20)) * 2 / 3;
  if (first) {
    return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + base
      + (s(y, 20) + s(y / 3, 40)) * 2 / 3 + (s(y / 12, 160) + s(y / 30, 320)) * 2 / 3;
  }
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + base
    + (s(x, 20) + s(x / 3, 40)) * 2 / 3 + (s(x / 12, 150) + s(x / 30, 300)) * 2 / 3;
}

function shift(lat, lon) {
  const magic = 1 - EE * Math.sin(rad(lat)) ** 2;
  return [wave(lon - 105, lat - 35, true) * 180 / ((A * (1 - EE)) / (magic * Math.sqrt(magic)) * Math.PI),
    wave(lon - 105, lat - 35, false) * 180 / (A / Math.sqrt(magic) * Math.cos(rad(lat)) * Math.PI)];
}

function toWgs(lat, lon) {
  if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return { lat, lon };
  let [found, beside] = [lat, lon];
  for (let round = 0; round < 3; round += 1) { // each round is a hundred times nearer
    const [dLat, dLon] = shift(found, beside);
    [found, beside] = [lat - dLat, lon - dLon];
  }
  const six = (value) => Math.round(value * 1e6) / 1e6;
  return { lat: six(found), lon: six(beside) };
}

module.exports = { toWgs };
