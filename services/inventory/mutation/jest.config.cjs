/** The tests of the rules alone: no store, no sidecar, no actor. */
module.exports = {
  rootDir: '../../..',
  roots: ['<rootDir>/services/inventory/test'],
  testEnvironment: 'node',
  testMatch: ['**/{stock,stock-memory,reservation,reservation-histories,due-list}.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  testTimeout: 30_000,
};
