import { resolve } from 'node:path';
import config from '../../jest.config.js';

/** Faults of whole processes, disks and networks: too slow for every change, and run before a release. */
export default {
  ...config,
  rootDir: resolve(import.meta.dirname, '../..'),
  testMatch: ['<rootDir>/tests/faults/*.faults.ts'],
  maxWorkers: 1,
};
