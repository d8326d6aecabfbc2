// Draws a figure[data-chart]: the numbers stand in its <table> (readable without script and by screen readers);
// data-chart is line, bar, stack, pie, step, or band (lines; the last two columns are the edges of a band); data-unit is written beside the values.
import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

echarts.use([BarChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

// An empty cell is no figure (a gap in the line), not nought.
const number = (text) => (text === '' ? null : Number(text.replace(/[,\s]/g, '')) || 0);

// First column: labels; each further column: one series, named by its head.
export function read(table) {
  const cells = (row) => [...row.cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map(cells);
  const heads = cells(table.tHead.rows[0]);
  return {
    labels: rows.map((row) => row[0]),
    series: heads.slice(1).map((name, i) => ({ name, data: rows.map((row) => number(row[i + 1])) })),
  };
}

const LINES = new Set(['line', 'step']);

function colour(name) {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(${name})`;
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function common(unit) {
  const muted = colour('--muted');
  return {
    color: ['--brand', '--accent-bright', '--blue', '--violet', '--green-fill', '--red-fill'].map(colour),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: muted },
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (value) => `${value}${unit}` }, // html tips carry inline style
    legend: { bottom: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 8, textStyle: { color: muted } },
    aria: { enabled: true, decal: { show: matchMedia('(prefers-contrast: more)').matches } },
    animationDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 400,
  };
}

// The band between the last two series: a see-through one below, and what is between, filled.
function banded(series) {
  const [low, high] = series.slice(-2);
  const edge = { type: 'line', stack: 'band', symbol: 'none', smooth: 0.25, lineStyle: { opacity: 0 }, emphasis: { disabled: true } };
  return [
    { ...edge, name: low.name, data: low.data, tooltip: { show: false } },
    { ...edge, name: `${low.name}–${high.name}`, data: high.data.map((top, i) => Math.round((top - low.data[i]) * 10) / 10),
      areaStyle: { opacity: 0.16 }, itemStyle: { color: colour('--brand') }, tooltip: { show: false } },
  ];
}

function option(kind, { labels, series }, unit) {
  const base = common(unit);
  if (kind === 'pie') {
    const data = labels.map((name, i) => ({ name, value: series[0].data[i] }));
    return { ...base, tooltip: { ...base.tooltip, trigger: 'item' }, series: [{ type: 'pie', radius: ['48%', '72%'], data, label: { color: colour('--body') } }] };
  }
  const line = { lineStyle: { color: colour('--rule') } };
  return {
    ...base,
    legend: { ...base.legend, show: series.length > 1, data: kind === 'band' ? series.slice(0, -2).map((one) => one.name) : undefined },
    grid: { left: 8, right: 12, top: 16, bottom: series.length > 1 ? 36 : 8, containLabel: true },
    xAxis: { type: 'category', data: labels, axisLine: line, axisTick: { show: false }, axisLabel: { color: base.textStyle.color } },
    yAxis: { type: 'value', splitLine: line, axisLabel: { color: base.textStyle.color } },
    series: kind === 'band' ? [...banded(series), ...series.slice(0, -2).map((one, i) => (
      { ...one, type: 'line', smooth: 0.25, showSymbol: labels.length < 20, itemStyle: { color: base.color[i] } }))] : series.map((one, i) => ({
      ...one, type: LINES.has(kind) ? 'line' : 'bar', step: kind === 'step' ? 'end' : undefined, stack: kind === 'stack' ? 'all' : undefined,
      smooth: kind === 'line' ? 0.25 : 0, showSymbol: labels.length < 20, barMaxWidth: 28, itemStyle: kind === 'bar' ? { borderRadius: [4, 4, 0, 0] } : undefined, areaStyle: LINES.has(kind) && i === 0 ? { opacity: 0.1 } : undefined,
    })),
  };
}

export function draw(figure) {
  const table = figure.querySelector('table');
  const canvas = Object.assign(document.createElement('div'), { className: 'chart' });
  canvas.setAttribute('aria-hidden', 'true'); // the table says the same
  figure.querySelector('figcaption')?.after(canvas);
  const chart = echarts.init(canvas, null, { renderer: 'canvas' });
  const paint = () => chart.setOption(option(figure.dataset.chart, read(table), figure.dataset.unit || ''), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(canvas);
  document.addEventListener('look:change', paint);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
}
