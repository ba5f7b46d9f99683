import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommerceFaults } from './run-commerce-faults.ts';
import type { FaultsOptions } from './run-faulted-load.ts';
import { runMoneyFaults } from './run-money-faults.ts';

const USAGE = 'usage: npm run test:faults -- media | money | commerce [--seconds 300] [--seed <number>]';
const JEST = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
const JEST_CONFIG = fileURLToPath(new URL('jest.config.js', import.meta.url));

/** Loads during which processes and engines are killed. */
const LOADS: Readonly<Record<string, (options: FaultsOptions) => Promise<boolean>>> = {
  commerce: runCommerceFaults,
  money: runMoneyFaults,
};

process.exitCode = await main();

/** Runs the faults of one part of the system. Resolves to the exit code: 0, when everything held. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { seconds: { type: 'string', default: '300' }, seed: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.length === 1 && positionals[0] === 'media')
    return spawnSync(process.execPath, [JEST, '--config', JEST_CONFIG, 'media'], { stdio: 'inherit' }).status ?? 1;
  const run = positionals.length === 1 ? LOADS[positionals[0] ?? ''] : undefined;
  if (run !== undefined) {
    const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
    return (await run({ seed, durationMs: Number(values.seconds) * 1_000 })) ? 0 : 1;
  }
  console.error(USAGE);
  return 2;
}
