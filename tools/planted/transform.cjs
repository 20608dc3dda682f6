const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { createTransformer } = require('@swc/jest');

/** The edits of the bug that is planted in this run. */
const edits = JSON.parse(readFileSync(process.env.PLANTED_EDITS, 'utf8'));
const ROOT = join(__dirname, '..', '..');

const planted = (source, path) =>
  edits
    .filter(({ file }) => join(ROOT, file) === path)
    .reduce(
      (text, { find, replace }) => text.replace(find, () => replace),
      source,
    );

/**
 * Transforms sources with the bug planted. The cache key includes the text, so
 * no bug leaks into another run.
 */
module.exports = {
  createTransformer(options) {
    const swc = createTransformer(options);
    return {
      ...swc,
      process: (source, path, more) =>
        swc.process(planted(source, path), path, more),
      getCacheKey: (source, path, more) =>
        swc.getCacheKey(planted(source, path), path, more),
    };
  },
};
