// Entry of pages with charts: the engine is large, so it is a second file and waits until a chart is near the screen.
const waiting = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    waiting.unobserve(entry.target);
    import('./modules/chart.js').then((part) => part.draw(entry.target));
  }
}, { rootMargin: '200px' });

const watch = (root) => root.querySelectorAll('[data-chart]').forEach((box) => waiting.observe(box));
watch(document);
document.addEventListener('htmx:load', (event) => watch(event.detail.elt));
