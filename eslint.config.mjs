import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'charts/*/charts/**',
      '**/dist/**',
      '**/node_modules/**',
      '.local/**',
      'coverage/**',
      'frontend/src/lib/api-types.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports' },
      ],
      '@typescript-eslint/require-await': 'off', // fakes and handlers keep a promise's shape
    },
  },
  {
    files: ['frontend/**/*.{ts,tsx}'],
    extends: [hooks.configs.flat['recommended-latest']],
    rules: {
      '@typescript-eslint/only-throw-error': [
        'error',
        { allowThrowingUnknown: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['services/*/src/**/*.ts', 'platform/src/**/*.ts'],
    ignores: ['services/*/src/main.ts', 'platform/src/testing/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read it in main.ts.' },
      ],
    },
  },
  {
    files: ['services/*/src/**/*.ts', 'platform/src/**/*.ts'],
    ignores: ['platform/src/{dapr,actors}/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':matches(Literal[value=/v1\\.0/], TemplateElement[value.raw=/v1\\.0/])',
          message: "The sidecar's URLs stay in platform/src/{dapr,actors}.",
        },
      ],
    },
  },
  {
    files: ['**/test/**/*.{ts,tsx}', 'tests/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        __dirname: 'readonly',
      },
    },
  },
  {
    files: ['frontend/public/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: {
        document: 'readonly',
        localStorage: 'readonly',
        matchMedia: 'readonly',
      },
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
  {
    files: ['charts/souk/files/*.mjs'],
    languageOptions: {
      globals: {
        fetch: 'readonly',
        AbortSignal: 'readonly',
        crypto: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    // Run by mongosh.
    files: ['charts/mongodb/files/*.js'],
    languageOptions: {
      globals: { db: 'readonly', rs: 'readonly', quit: 'readonly' },
    },
  },
);
