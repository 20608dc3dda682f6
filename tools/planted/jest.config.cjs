const { join } = require('node:path');
const { projects, ...config } = require('../../jest.config.js');

const rootDir = join(__dirname, '..', '..');
const transformed = (ring) => ({
  ...ring,
  rootDir,
  transform: Object.fromEntries(
    Object.entries(ring.transform).map(([files, [, options]]) => [
      files,
      [join(__dirname, 'transform.cjs'), options],
    ]),
  ),
});

module.exports = { ...config, rootDir, projects: projects.map(transformed) };
