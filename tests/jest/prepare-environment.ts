import { resolve } from 'node:path';

/** Sets the environment of test files and of the processes that they start. Jest calls it once before the first test file. */
export default async function prepareEnvironment(): Promise<void> {
  // What a developer keeps in `.env` must not reach them.
  process.env['ENV_FILE'] = 'none';
  // Hundreds of people sign up, and nobody guesses their passwords.
  process.env['ARGON2_MEMORY_KIB'] ??= '64';
  // They share what V8 has compiled.
  process.env['NODE_COMPILE_CACHE'] ??= resolve('node_modules/.cache/compiled');
}
