import { readFileSync } from 'node:fs';
import { findFreePort } from '../../runtime/embedded/free-port.ts';
import type { Engines } from './engines.ts';
import { type System, startNode, whenAnswering } from './systems.ts';

/** How the stack runs: everything in one process, or each subgraph in its own. */
export type Form = 'embedded' | 'served';

/** How the stack is started beside its form. */
export interface StackOptions {
  readonly isProduction: boolean;
  /** Further arguments of Node. */
  readonly nodeOptions?: readonly string[];
}

/** Starts the whole stack as `npm start` and `npm run serve -- all` do, without limits on how often clients ask. */
export async function startStack(form: Form, engines: Engines, options: StackOptions): Promise<System> {
  const { scripts }: { scripts: { start: string } } = JSON.parse(readFileSync('package.json', 'utf8'));
  // `npm start` gives Node arguments, which belong to what is measured.
  const [, ...embedded] = scripts.start.split(' ');
  const args = form === 'embedded' ? embedded : ['scripts/serve.ts', 'all'];
  const port = await findFreePort();
  const system = startNode([...(options.nodeOptions ?? []), ...args], port, {
    ...engines.environment,
    ...(options.isProduction
      ? { NODE_ENV: 'production', OPERATIONS_PER_MINUTE: '0', PUBLIC_URL: `http://localhost:${port}` }
      : { LIMITS: 'off' }),
    SEED: 'none',
    LOG_LEVEL: 'warn',
  });
  await whenAnswering(system, QUERY_OF_ALL);
  return system;
}

/** Asks every domain that the operations use. */
const QUERY_OF_ALL = JSON.stringify({
  query:
    '{ nicknameAvailable(nickname: "somebody") verifyToken(token: "x") { active } liveStreams(first: 1) { edges { cursor } } }',
});

/** Starts the limit, which accepts the tokens of a running stack. */
export async function startLimit(engines: Engines, stackPort: number): Promise<System> {
  const response = await fetch(`http://127.0.0.1:${stackPort}/.well-known/jwks.json`);
  const keySet = await response.text();
  const limit = startNode(['bench/stack/limit/server.ts', keySet], await findFreePort(), {
    ...engines.environment,
    DATABASE_URL: engines.limitDatabaseUrl,
  });
  await whenAnswering(limit, JSON.stringify({ query: 'query Ready' }));
  return limit;
}
