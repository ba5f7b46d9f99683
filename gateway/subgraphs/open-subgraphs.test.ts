import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import type { Executor } from '../../runtime/executor/executor.ts';
import type { Process } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { openSubgraphs, whenOpen } from './open-subgraphs.ts';

const log = pino({ level: 'silent' });
const entries = [{ name: 'chat', routingUrl: 'http://chat.invalid/', schemaFile: 'subgraphs/chat/schema.graphql' }];
// Nothing of a process is reached before the names are checked.
const nothing = {} as Process;

test('an unknown name in EMBED is one clear line', async () => {
  const configuration = loadConfiguration('serve', {});
  const opening = openSubgraphs({
    entries,
    embed: ['chat', 'chess'],
    process: nothing,
    urlOf: () => '',
    log,
    configuration,
  });
  await expect(opening).rejects.toThrow('EMBED: no subgraph is named chess; supergraph.yaml lists chat');
});

test('a domain that is asked while it opens answers when it is open', async () => {
  const { promise, resolve } = Promise.withResolvers<{ execute: Executor }>();
  const response = whenOpen(promise)({ query: '{ a }' }, ANONYMOUS);
  resolve({ execute: async ({ query }) => ({ data: { query } }) });

  expect(await response).toEqual({ data: { query: '{ a }' } });
});
