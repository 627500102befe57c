// The boundaries of the house; see ARCHITECTURE.md.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed, dependencyTypesNot: ['core'] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'vocabulary-imports-nothing',
      severity: 'error',
      from: { path: '^instrumentation/vocabulary/' },
      to: { pathNot: '^instrumentation/vocabulary/' },
    },
    {
      name: 'guard-imports-only-node',
      severity: 'error',
      from: { path: '^instrumentation/guard\\.ts$' },
      to: { dependencyTypesNot: ['core'] },
    },
    only('register-is-thin', '^instrumentation/register\\.ts$', '^instrumentation/run\\.ts$', 'The entry runs.'),
    only(
      'libraries-know-signals',
      '^instrumentation/libraries/',
      '^instrumentation/(vocabulary|signals|privacy|hooks|settings)/|^instrumentation/(libraries/|(errors|child-policy)\\.ts$)|^node_modules/@opentelemetry/api/',
      'Libraries never touch SDK classes or delivery.',
    ),
    {
      name: 'one-library-one-folder',
      comment: 'Files of one folder share pieces; folders never import each other.',
      severity: 'error',
      from: { path: '^instrumentation/libraries/([^/]+)/' },
      to: { path: '^instrumentation/libraries/', pathNot: '^instrumentation/libraries/$1/' },
    },
    only(
      'privacy-is-pure',
      '^instrumentation/privacy/',
      '^instrumentation/(privacy|vocabulary)/',
      'Redaction is pure functions; what a secret is, the vocabulary says.',
    ),
    only(
      'dashboards-know-the-vocabulary',
      '^dashboards/(?!kit/)',
      '^instrumentation/vocabulary/|^dashboards/|^node_modules/',
      'Dashboards are compiled from the vocabulary.',
    ),
    {
      name: 'kits-know-no-product',
      severity: 'error',
      from: { path: '^(dashboards|alerts)/kit/' },
      to: { path: '^(dashboards|alerts)/(?!kit/)' },
    },
    only(
      'alerts-know-the-vocabulary',
      '^alerts/(?!kit/)',
      '^instrumentation/vocabulary/|^alerts/|^node_modules/',
      'Alerts are compiled from the vocabulary.',
    ),
    {
      name: 'application-is-untouched',
      severity: 'error',
      from: { path: '^examples/srcbook/(web|visitor)' },
      to: { path: '^instrumentation/' },
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|collector/distribution|examples/srcbook/node_modules)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'require'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
