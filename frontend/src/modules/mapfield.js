// A place on the map: .mapfield[data-map] with hidden inputs data-lon and data-lat. Works without tiles: a plain grid and
// a scale. data-map-show draws the point only. Coordinates are WGS 84 degrees.
import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { say } from './words.js';

const PIN = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 22s7-6.6 7-12a7 7 0 1 0-14 0c0 5.4 7 12 7 12Z"/><circle cx="12" cy="10" r="2.6" fill="#fff"/></svg>';

const Grid = L.GridLayer.extend({
  createTile(coords) {
    const tile = document.createElement('canvas');
    const size = this.getTileSize();
    [tile.width, tile.height] = [size.x, size.y];
    const pen = tile.getContext('2d');
    pen.strokeStyle = 'rgba(90, 130, 130, .28)';
    for (let at = 0; at <= 256; at += 64) {
      pen.lineWidth = at % 256 === 0 ? 1.5 : 0.5;
      pen.beginPath();
      pen.moveTo(at, 0); pen.lineTo(at, 256); pen.moveTo(0, at); pen.lineTo(256, at);
      pen.stroke();
    }
    return tile;
  },
});

function numbers(box) {
  const lon = box.querySelector('[data-lon]');
  const lat = box.querySelector('[data-lat]');
  return { lon, lat, has: Boolean(lon?.value && lat?.value) };
}

function build(box) {
  const { mapLon = '113.264', mapLat = '23.129', mapZoom = '12', tiles, tilesBy = '' } = box.dataset;
  const field = numbers(box);
  const centre = field.has ? [Number(field.lat.value), Number(field.lon.value)] : [Number(mapLat), Number(mapLon)];
  const frame = box.querySelector('.map');
  const map = L.map(frame, {
    center: centre, zoom: field.has ? 16 : Number(mapZoom), scrollWheelZoom: false, attributionControl: Boolean(tiles), zoomControl: false, maxZoom: 18,
  });
  L.control.zoom({ zoomInTitle: say('zoomIn'), zoomOutTitle: say('zoomOut') }).addTo(map);
  if (tiles) L.tileLayer(tiles, { attribution: tilesBy, maxZoom: 18 }).addTo(map);
  else new Grid().addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  frame.setAttribute('aria-label', say('map'));
  frame.setAttribute('role', 'application');
  return { map, field, frame, centre };
}

function picker(box, { map, field }) {
  const state = box.querySelector('[data-map-state]');
  const marker = L.marker(map.getCenter(), { icon: L.divIcon({ className: 'map-pin', html: PIN, iconSize: [36, 36], iconAnchor: [18, 34] }), keyboard: false });
  const hint = state?.textContent;
  box.closest('form')?.addEventListener('reset', () => {
    marker.remove();
    [field.lat.value, field.lon.value] = ['', ''];
    if (state) state.textContent = hint;
  });
  return (point, zoom) => {
    marker.setLatLng(point).addTo(map);
    field.lat.value = point.lat.toFixed(6);
    field.lon.value = point.lng.toFixed(6);
    if (zoom) map.setView(point, zoom);
    if (state) state.textContent = say('picked', { at: `${point.lng.toFixed(5)}, ${point.lat.toFixed(5)}` });
    field.lat.dispatchEvent(new Event('change', { bubbles: true }));
  };
}

function locate(box, map, pick) {
  const button = box.querySelector('[data-locate]');
  const state = box.querySelector('[data-map-state]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => { state.textContent = say('locating'); map.locate({ enableHighAccuracy: true, timeout: 8000 }); });
  map.on('locationfound', (event) => pick(event.latlng, 17));
  map.on('locationerror', () => { state.textContent = say('noLocation'); });
}

function attach(box) {
  if (box.dataset.mapReady) return;
  box.dataset.mapReady = '1';
  const parts = build(box);
  const pick = picker(box, parts);
  if (parts.field.has) pick(L.latLng(parts.centre));
  if ('mapShow' in box.dataset) return;
  parts.map.on('click', (event) => pick(event.latlng));
  parts.frame.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== parts.frame) return;
    event.preventDefault();
    pick(parts.map.getCenter());
  });
  locate(box, parts.map, pick);
}

export function enhance(root) {
  root.querySelectorAll('[data-map]').forEach(attach);
}
