import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { preloadFonts } from './preload-fonts.ts';
import { pictures } from '../tools/sample/pictures/plugin.ts';
import { precompress } from './precompress.ts';

/**
 * The running marketplace: the one in the environment, or the one `npm start`
 * has recorded.
 */
function marketplace(): string {
  const named = process.env['SOUK_API'];
  if (named) return named;
  const file = resolve(
    import.meta.dirname,
    '..',
    process.env['SOUK_STATE_DIR'] ?? '.local',
    'endpoints.json',
  );
  if (!existsSync(file)) return 'http://127.0.0.1:8080';
  return (JSON.parse(readFileSync(file, 'utf8')) as { urls: { api: string } })
    .urls.api;
}

const target = marketplace();

export default defineConfig({
  plugins: [react(), tailwind(), pictures(), preloadFonts(), precompress()],
  // The browser build includes the Buffer code it needs.
  resolve: { alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' } },
  server: {
    host: '127.0.0.1',
    // The marketplace compares Origin with its own, so the proxy sends the
    // marketplace's.
    proxy: {
      '/api': { target, changeOrigin: true, headers: { origin: target } },
    },
  },
  build: {
    target: 'es2022',
    // Inlined assets would need `data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
});
