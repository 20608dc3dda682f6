const { projects, testTimeout } = require('../../jest.config.js');

const system = projects.find(({ displayName }) => displayName === 'system');

/**
 * Tests that need a cluster; `npm run test:cluster` provides their settings.
 */
module.exports = {
  ...system,
  displayName: 'cluster',
  rootDir: '../..',
  roots: ['<rootDir>/tests/cluster'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout,
  reporters: ['default', '<rootDir>/tests/cluster/progress.js'],
};
