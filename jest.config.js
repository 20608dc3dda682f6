const ring = (name, roots) => ({
  displayName: name,
  testEnvironment: 'node',
  roots,
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } },
    ],
  },
  // Packages published as ES modules only are turned into CommonJS for the
  // tests as well.
  transformIgnorePatterns: ['/node_modules/(?!(lru-cache)/)'],
});

/** Components, in a document of their own. */
const pages = {
  ...ring('frontend', ['<rootDir>/frontend/test']),
  testEnvironment: 'jsdom',
  testMatch: ['**/*.test.{ts,tsx}'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
      },
    ],
  },
};

module.exports = {
  projects: [
    ring('contracts', ['<rootDir>/contracts']),
    ring('platform', ['<rootDir>/platform/test']),
    ring('services', ['<rootDir>/services']),
    ring('tools', ['<rootDir>/tools/test']),
    pages,
    // Those of tests/cluster need a cluster: `npm run test:cluster`.
    {
      ...ring('system', ['<rootDir>/tests']),
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/cluster/'],
    },
  ],
  testTimeout: 30_000,
};
