import type { Plugin } from 'vite';

/** The two font files that nearly every page uses. */
const FIRST =
  /(instrument-sans-latin-wght|instrument-serif-latin-400)-normal-[^/]*\.woff2$/;

/**
 * Preloads the fonts in parallel with the style sheet, so that text does not
 * shift when they load.
 */
export function preloadFonts(): Plugin {
  return {
    name: 'preload-fonts',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const fonts = Object.keys(bundle).filter((file) => FIRST.test(file));
        return fonts.map((file) => ({
          tag: 'link',
          attrs: {
            rel: 'preload',
            as: 'font',
            type: 'font/woff2',
            href: `/${file}`,
            crossorigin: '',
          },
          injectTo: 'head-prepend',
        }));
      },
    },
  };
}
