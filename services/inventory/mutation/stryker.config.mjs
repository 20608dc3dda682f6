/** Mutates the rules of stock and nothing else: `npm run mutation`. */
export default {
  // The two that are left out hold schemas and types.
  mutate: [
    'services/inventory/src/rules/*.ts',
    '!services/inventory/src/rules/{stock,command}.ts',
  ],
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    configFile: 'services/inventory/mutation/jest.config.cjs',
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A mutant that is only slow, on a machine with other work, is not a dead
  // one.
  timeoutMS: 20_000,
  timeoutFactor: 3,
  // The copy that is mutated does not survive links.
  ignorePatterns: ['charts'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false },
  tempDirName: '.local/mutation',
  thresholds: { high: 95, low: 90, break: 90 },
};
