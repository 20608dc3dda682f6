import type { Plugin } from 'vite';

/** The two files nearly every page is set in. */
const FIRST =
  /(instrument-sans-latin-wght|instrument-serif-latin-400)-normal-[^/]*\.woff2$/;

/**
 * Has the fonts fetched beside the style sheet that names them, so that text
 * does not move when they come.
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
