import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Process } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { openSubgraphs } from './open-subgraphs.ts';

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
