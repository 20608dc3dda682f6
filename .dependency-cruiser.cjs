/**
 * The import rules of docs/architecture.md: contracts ← platform ← services,
 * and each door has one room.
 */
const only = (name, target, rooms) => ({
  name,
  severity: 'error',
  from: { path: '^(contracts|platform|services)/', pathNot: rooms },
  to: { path: target },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circle-of-folders',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'contracts-stand-alone',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { path: '^(shopify|platform|services|frontend|tools|tests|bench)/' },
    },
    {
      name: 'pages-know-contracts-only',
      severity: 'error',
      from: { path: '^(frontend/src|shopify)/' },
      to: { path: '^(platform|services|tools|tests|bench)/' },
    },
    {
      name: 'browsers-have-no-node',
      severity: 'error',
      from: { path: '^(frontend/src|shopify|contracts/src)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-feature-imports-another',
      severity: 'error',
      from: { path: '^frontend/src/features/([^/]+)/' },
      // Sessions and the cart are what other features stand on.
      to: { path: '^frontend/src/(app/|features/(?!$1/|session/|cart/))' },
    },
    {
      name: 'what-is-shared-knows-no-feature',
      severity: 'error',
      from: { path: '^frontend/src/(lib|components)/' },
      to: { path: '^frontend/src/(app|features)/' },
    },
    {
      name: 'platform-knows-no-service',
      severity: 'error',
      from: { path: '^platform/src' },
      to: { path: '^(services|tools|tests|bench)/' },
    },
    {
      name: 'no-service-imports-another',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-know-no-tools',
      severity: 'error',
      from: { path: '^services/[^/]+/src' },
      to: { path: '^(tools|tests|bench)/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/rules/' },
      to: {
        // Of crypto, hashes: the same for the same input.
        pathNot:
          '^services/$1/src/rules/|^contracts/|^node_modules/(zod|immutable)/|^crypto$',
      },
    },
    only(
      'dapr-sdk-in-its-door',
      '^node_modules/@dapr/',
      '^platform/(src/dapr|test)/',
    ),
    only(
      'koa-at-the-edge',
      '^node_modules/(@types/)?(koa|@koa)/',
      '^platform/(src/(http|auth|telemetry|dapr|actors)|test)/|^services/[^/]+/src/http/|/(routes[^/]*|app)\\.ts$|/test/',
    ),
    only(
      'mongodb-in-stores',
      '^node_modules/mongodb/',
      '^platform/(src/mongo|test)/|[/-]store\\.ts$|/test/',
    ),
    {
      name: 'no-orphans-resolve',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
