import type { Plugin } from 'vite';
import { sampleDrawings } from './sample';

/**
 * The sample catalogue's pictures under /pictures: written into a build,
 * answered by the development server.
 */
export function pictures(): Plugin {
  return {
    name: 'pictures',
    generateBundle() {
      for (const { path, svg } of sampleDrawings())
        this.emitFile({
          type: 'asset',
          fileName: `pictures/${path}`,
          source: svg,
        });
    },
    configureServer({ middlewares }) {
      const drawn = new Map(
        sampleDrawings().map(({ path, svg }) => [`/pictures/${path}`, svg]),
      );
      middlewares.use((request, response, next) => {
        const svg = drawn.get(request.url ?? '');
        if (svg === undefined) next();
        else response.setHeader('content-type', 'image/svg+xml').end(svg);
      });
    },
  };
}
