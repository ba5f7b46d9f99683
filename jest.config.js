export default {
  testEnvironment: '<rootDir>/tests/jest/environment.ts',
  testRunner: '<rootDir>/tests/jest/runner.ts',
  testSequencer: '<rootDir>/tests/jest/sequencer.ts',
  transform: {},
  testMatch: ['<rootDir>/{runtime,gateway,subgraphs,scripts,tests}/**/*.test.ts'],
  globalSetup: '<rootDir>/tests/global-setup.ts',
  globalTeardown: '<rootDir>/tests/global-teardown.ts',
  // For what hangs. More than a test waits for anything by itself, so that the test says what did not come.
  testTimeout: 300_000,
  // More than the two cores of a small machine: much of what the tests do is waiting. Many start processes of their own.
  maxWorkers: 3,
};
