import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import config from '../../jest.config.js';
import { needsEngines } from './needs-engines.ts';

const rootDir = resolve(import.meta.dirname, '../..');
const testFiles = globSync('{runtime,gateway,subgraphs,scripts,tests}/**/*.test.ts', { cwd: rootDir });

/** The tests that need neither PostgreSQL nor Redis nor a process of the system. */
export default {
  ...config,
  rootDir,
  testMatch: testFiles.filter((file) => !needsEngines(resolve(rootDir, file))).map((file) => `<rootDir>/${file}`),
  globalSetup: '<rootDir>/tests/jest/prepare-environment.ts',
  globalTeardown: undefined,
};
