// Builds the pages' script and style into the Python package, where the asset tag reads manifest.json.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

// WhiteNoise sends the copy that a browser takes; without them a page would weigh three times as much.
const compressed = {
  name: 'compressed-copies',
  closeBundle() {
    for (const name of readdirSync(output).filter((each) => /\.(js|css|svg)$/.test(each))) {
      const data = readFileSync(output + name);
      writeFileSync(`${output}${name}.gz`, gzipSync(data, { level: 9 }));
      writeFileSync(`${output}${name}.br`, brotliCompressSync(data));
    }
  },
};

const output = new URL('../huying/ui/static/dist/', import.meta.url).pathname;

export default defineConfig({
  base: './', // relative, so that the files work under any STATIC_URL
  publicDir: false,
  plugins: [compressed],
  css: {
    transformer: 'lightningcss',
    lightningcss: { targets: { chrome: 90 << 16, firefox: 90 << 16, safari: 14 << 16 } },
  },
  build: {
    outDir: output,
    emptyOutDir: true,
    assetsDir: '.',
    assetsInlineLimit: 2048,
    manifest: 'manifest.json',
    target: ['chrome90', 'firefox90', 'safari14.1'],
    cssTarget: ['chrome90', 'firefox90', 'safari14.1'],
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700, // the charts engine, loaded on chart pages only
    rolldownOptions: {
      input: { main: 'src/main.js', charts: 'src/charts.js', softphone: 'src/softphone.js' },
      checks: { eval: false }, // htmx carries one, switched off by allowEval in base.html and by the content policy
    },
  },
});
