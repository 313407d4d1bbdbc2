/** The arrows between packages, folders and files: kernel <- sdk <- core <- server <- testing, and client, create-plugin <- server. */
const packages = ['kernel', 'sdk', 'core', 'client', 'create-plugin', 'server', 'testing'];
const allowed = {
  kernel: [],
  sdk: ['kernel'],
  core: ['sdk'],
  client: [],
  'create-plugin': [],
  server: ['kernel', 'sdk', 'core', 'client', 'create-plugin'],
  testing: ['kernel', 'sdk', 'core', 'server'],
};

// A test may use the whole product to test its part.
const source = (name) => ({ path: `^packages/${name}/src/`, pathNot: '\\.test\\.ts$' });

module.exports = {
  forbidden: [
    ...packages.map((name) => ({
      name: `${name}-imports-only-${allowed[name].join('-') || 'itself'}`,
      severity: 'error',
      from: source(name),
      to: { path: '^packages/', pathNot: [name, ...allowed[name]].map((other) => `^packages/${other}/`) },
    })),
    {
      name: 'plugins-import-only-sdk-and-core',
      comment: 'A plugin is what an outside vendor could write: the SDK, and what the plugins that it requires export.',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/src/', pathNot: ['\\.test\\.ts$', '/src/test-support/'] },
      to: {
        path: '^(packages|plugins|examples|tests|tools)/',
        pathNot: ['^plugins/$1/src/', '^packages/(sdk|core)/src/index\\.ts$'],
      },
    },
    {
      name: 'packages-know-no-plugin',
      severity: 'error',
      from: { path: '^packages/', pathNot: '\\.test\\.ts$' },
      to: { path: '^plugins/' },
    },
    {
      name: 'packages-meet-at-their-index',
      comment: 'What another package may use stands in its index.ts.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/[^/]+/src/', pathNot: ['^packages/$1/', '^packages/[^/]+/src/(node/)?index\\.ts$'] },
    },
    {
      name: 'modules-of-the-core-meet-at-their-index',
      severity: 'error',
      from: { path: '^packages/core/src/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^packages/core/src/[^/]+/',
        pathNot: ['^packages/core/src/$1/', '^packages/core/src/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'records-know-nothing-above-them',
      comment: 'The record layer plans and writes SQL; units of work, access and GraphQL stand on it.',
      severity: 'error',
      from: { path: '^packages/kernel/src/(records|tenancy|errors)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/kernel/src/(work|access|graphql|plugins|system)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@rapport/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
