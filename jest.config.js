export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tests/strip-types.js' },
  transformIgnorePatterns: ['/node_modules/'],
  testMatch: ['<rootDir>/{runtime,gateway,subgraphs,scripts,tests}/**/*.test.ts'],
  globalSetup: '<rootDir>/tests/global-setup.ts',
  globalTeardown: '<rootDir>/tests/global-teardown.ts',
  testTimeout: 30_000,
  maxWorkers: 2,
};
