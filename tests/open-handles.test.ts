import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openLog } from '../runtime/logging/log.ts';
import { openRemoteSocket } from '../runtime/serve/remote-socket.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import type { Subgraph } from '../runtime/subgraph/subgraph.ts';
import { openChatWorld } from './chat-world.ts';
import { openDomainWorld } from './domain-world.ts';

const log = openLog('test', 'silent');
const FORMS = ['embedded', 'served'] as const;

/** What ends by itself has ended by then, also on a busy machine; what lives on is more than a farewell. */
const ENDS_WITHIN_MS = 4_000;

/** What keeps this process alive, by kind. */
function openHandles(): Record<string, number> {
  const kinds = process.getActiveResourcesInfo();
  return Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]));
}

/** What there is more of than before, once what ends by itself has had its time. */
async function leftSince(before: Record<string, number>): Promise<string[]> {
  const until = performance.now() + ENDS_WITHIN_MS;
  for (;;) {
    const left = Object.entries(openHandles()).filter(([kind, count]) => count > (before[kind] ?? 0));
    if (left.length === 0 || performance.now() > until) return left.map(([kind, count]) => `${count} ${kind}`);
    await setTimeout(20, undefined, { ref: false });
  }
}

let keepAlive: NodeJS.Timeout;
beforeAll(() => {
  // The waiting above is not to count, and somebody has to keep the process for it.
  keepAlive = setInterval(() => undefined, 60_000);
  // Node opens them when they are used first, by whatever module that is.
  void [process.stdin, process.stdout, process.stderr];
});
afterAll(() => clearInterval(keepAlive));

/** Served, a domain has all that it has embedded, and its server and sockets besides. */
const domains = readSupergraphConfig().map(({ name }) => name);

test.each(domains)('%s leaves nothing behind that keeps a process alive', async (name) => {
  const { default: subgraph }: { default: Subgraph } = await import(`../subgraphs/${name}/index.ts`);
  const before = openHandles();
  const world = await openDomainWorld(subgraph, { served: true });
  await world.execute('{ __typename }');
  await world.close();

  expect(await leftSince(before)).toEqual([]);
});

const PRESENCE = 'subscription ($ids: [ID!]!) { presenceChanged(userIds: $ids) { user { id } } }';

test.each(FORMS)('nor do subscriptions, whether they have begun or not, %s', async (form) => {
  const before = openHandles();
  const chat = await openChatWorld({ served: form === 'served' });
  const [ada, ben] = [chat.person(), chat.person()];
  const begun = await chat.listen(ada, PRESENCE, { ids: [ada] });
  await begun.until(1);
  await begun.close();
  const beginning = await chat.listen(ben, PRESENCE, { ids: [ben] });
  await beginning.close();
  await chat.close();

  expect(await leftSince(before)).toEqual([]);
});

test('a socket that could not be opened does not keep its owner from closing', async () => {
  const socket = openRemoteSocket({ url: 'ws://127.0.0.1:1/', name: 'chat', opening: () => null, log });
  const events = socket.subscribe({ query: PRESENCE }, null);
  const next = events.next();
  await socket.close();
  expect((await next).done).toBe(true);
});
