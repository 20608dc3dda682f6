const { projects, testTimeout } = require('../../jest.config.js');

const system = projects.find(({ displayName }) => displayName === 'system');

/**
 * What needs a cluster; `npm run test:cluster` brings everything along that it
 * asks for.
 */
module.exports = {
  ...system,
  displayName: 'cluster',
  rootDir: '../..',
  roots: ['<rootDir>/tests/cluster'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout,
};
