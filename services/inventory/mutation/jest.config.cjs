const { projects, testTimeout } = require('../../../jest.config.js');

/** The tests of the rules alone: no store, no sidecar, no actor. */
module.exports = {
  ...projects.find(({ displayName }) => displayName === 'services'),
  rootDir: '../../..',
  roots: ['<rootDir>/services/inventory/test/rules'],
  testTimeout,
};
