import { expect, test } from '@jest/globals';
import { NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { partName, writeDataExport } from './write-data-export.ts';

interface Part {
  readonly domain: string;
  readonly collection: string | null;
  readonly records: readonly string[];
}
const part = (domain: string, collection: string | null, ...records: string[]): Part => ({
  domain,
  collection,
  records,
});

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

/** Writes an export of these parts, which the repository returns two at a time. */
async function write(parts: readonly Part[], stored = parts): Promise<string> {
  const { exportBox } = createOperationWorld().context;
  const rows = stored.map((content, number) => ({
    number,
    sealed: exportBox.seal(partName('exp_1', number), Buffer.from(JSON.stringify(content))),
  }));
  const needs = {
    exportBox,
    repository: { exportParts: async (_: string, from: number) => rows.slice(from, from + 2) },
  };
  const copy = { id: 'exp_1', userId: 'usr_ada', requestedAt: NOW, parts: parts.length };
  return textOf(writeDataExport(needs, copy, NOW));
}

test.each<[string, readonly Part[], object]>([
  ['no parts', [], {}],
  ['domains without data', [part('chat', null), part('media', null)], { chat: {}, media: {} }],
  [
    'collections of several domains',
    [part('auth', 'account', '{"id":1}'), part('auth', 'sessions'), part('chat', 'messages', '{"id":2}')],
    { auth: { account: [{ id: 1 }], sessions: [] }, chat: { messages: [{ id: 2 }] } },
  ],
  [
    'collections over several pages, empty ones among them',
    [
      part('auth', 'events'),
      part('auth', 'events', '{"id":1}', '{"id":2}'),
      part('auth', 'events'),
      part('auth', 'events', '{"id":3}'),
    ],
    { auth: { events: [{ id: 1 }, { id: 2 }, { id: 3 }] } },
  ],
  [
    'a collection of the same name in the next domain',
    [part('auth', 'events', '{"id":1}'), part('chat', 'events', '{"id":2}')],
    { auth: { events: [{ id: 1 }] }, chat: { events: [{ id: 2 }] } },
  ],
])('%s are one JSON document', async (_, parts, domains) => {
  const at = NOW.toISOString();
  expect(JSON.parse(await write(parts))).toEqual({
    ...{ format: 'personal-data', version: 1, userId: 'usr_ada', requestedAt: at, collectedAt: at },
    domains,
  });
});

test('an export with a missing part is not completed', async () => {
  const parts = [part('auth', 'account', '{"id":1}'), part('chat', 'messages')];
  await expect(write(parts, parts.slice(0, 1))).rejects.toThrow('part 1 of data export exp_1 is missing');
});

test('a part of another number cannot be decrypted', async () => {
  const { exportBox } = createOperationWorld().context;
  const sealed = exportBox.seal(partName('exp_1', 1), Buffer.from(JSON.stringify(part('auth', null))));
  const needs = { exportBox, repository: { exportParts: async () => [{ number: 0, sealed }] } };
  const copy = { id: 'exp_1', userId: 'usr_ada', requestedAt: NOW, parts: 1 };
  await expect(textOf(writeDataExport(needs, copy, NOW))).rejects.toThrow();
});
