const rules = [
  'allocation',
  'counting',
  'due-list',
  'reservation',
  'reservation-memory',
  'stock-draft',
  'stock-memory',
  'stock-turn',
];

/** Mutates the rules of stock and nothing else: `npm run mutation`. */
export default {
  mutate: rules.map((name) => `services/inventory/src/${name}.ts`),
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'services/inventory/mutation/jest.config.cjs' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A mutant that is only slow, on a machine with other work, is not a dead one.
  timeoutMS: 20_000,
  timeoutFactor: 3,
  // The copy that is mutated does not survive links.
  ignorePatterns: ['charts'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false },
  tempDirName: '.local/mutation',
  thresholds: { high: 95, low: 90, break: 90 },
};
