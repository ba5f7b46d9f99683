export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tests/strip-types.js' },
  transformIgnorePatterns: ['/node_modules/'],
  testMatch: ['<rootDir>/{runtime,gateway,subgraphs,scripts,tests}/**/*.test.ts'],
  globalSetup: '<rootDir>/tests/global-setup.ts',
  globalTeardown: '<rootDir>/tests/global-teardown.ts',
  testTimeout: 30_000,
  // One more than cores: much of what the tests do is waiting for processes and engines.
  maxWorkers: 3,
};
