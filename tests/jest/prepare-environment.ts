import { resolve } from 'node:path';

/** Sets the environment of test files and of the processes that they start. Jest calls it once before the first test file. */
export default async function prepareEnvironment(): Promise<void> {
  // What a developer keeps in `.env` must not reach them.
  process.env['ENV_FILE'] = 'none';
  // They share what V8 has compiled.
  process.env['NODE_COMPILE_CACHE'] ??= resolve('node_modules/.cache/compiled');
}
