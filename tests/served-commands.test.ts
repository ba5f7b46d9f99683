import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accounts } from '../gateway/fixtures/accounts.ts';
import { openSocket, post as postRaw } from '../gateway/fixtures/clients.ts';
import { composeFixtures } from '../gateway/fixtures/open-fixture.ts';
import { products } from '../gateway/fixtures/products.ts';
import { createReviewLog } from '../gateway/fixtures/review-log.ts';
import { reviews } from '../gateway/fixtures/reviews.ts';
import { type PlainSubgraph, servePlain } from '../gateway/fixtures/serve-plain.ts';
import { post } from './client.ts';
import type { Command } from './command.ts';
import { type CommandWorld, openCommandWorld } from './command-world.ts';

let world: CommandWorld;

beforeAll(async () => {
  world = await openCommandWorld();
});
afterAll(() => world?.close());

describe('npm run serve -- all', () => {
  test('ends in good order with every process it began', async () => {
    const command = world.commands.run('serve', ['all'], { ...world.engines(), LOG_LEVEL: 'info' });
    const url = await command.readyUrl('gateway');
    const answer = await post(url, '{ nicknameAvailable(nickname: "somebody") }');
    expect(answer.body.data).toEqual({ nicknameAvailable: true });
    command.signal('SIGTERM');
    await expect(command.ended).resolves.toBe(0);
    await expect(command.hasNoChildren()).resolves.toBe(true);
    expect(command.stderr()).toEqual([]);
  });

  test('ends with what only one process finds wrong: a setting does not become right by a restart', async () => {
    // The list is read by the gateway alone.
    const environment = { ...world.engines(), TRUSTED_DOCUMENTS: '/nowhere.json' };
    const command = world.commands.run('serve', ['all'], environment);
    await expect(command.ended).resolves.toBe(1);
    expect(command.stderr()).toEqual([expect.stringMatching(/^error: TRUSTED_DOCUMENTS: /)]);
    await expect(command.hasNoChildren()).resolves.toBe(true);
  });
});

describe('the gateway alone over a supergraph of others', () => {
  const log = createReviewLog();
  const served: PlainSubgraph[] = [];
  let url: string;
  let command: Command;

  beforeAll(async () => {
    for (const fixture of [accounts, products, reviews]) served.push(await servePlain(fixture, { log }));
    const urls = Object.fromEntries([accounts, products, reviews].map(({ name }, at) => [name, served[at]?.url ?? '']));
    const file = join(world.commands.dataDir, 'supergraph.graphql');
    writeFileSync(file, composeFixtures([accounts, products, reviews], urls));
    const environment = { SUPERGRAPH_FILE: file, AUTH: 'off', LIMITS: 'off', PORT: '0', LOG_LEVEL: 'info' };
    command = world.commands.run('serve', ['gateway'], environment);
    url = await command.readyUrl('gateway');
  });
  afterAll(() => Promise.all(served.map((subgraph) => subgraph.close())));

  test('answers a query across subgraphs without database and Redis', async () => {
    const { status, body } = await postRaw(url, { query: '{ topReviews { body author { name } } }' });
    expect(status).toBe(200);
    expect(body.data?.['topReviews']).toContainEqual({ body: 'Sturdy', author: { name: 'Ada' } });
  });

  test('answers a subscription with a field of another subgraph', async () => {
    const socket = await openSocket(url, { init: {} });
    const query = 'subscription { reviewAdded(after: "0") { cursor review { author { name } } } }';
    socket.send({ type: 'subscribe', id: '1', payload: { query } });
    log.add('r1');
    expect((await socket.next()).payload).toEqual({
      data: { reviewAdded: { cursor: '1', review: { author: { name: 'Ada' } } } },
    });
    socket.webSocket.close();
    await socket.closed;
  });

  test('ends in good order', async () => {
    command.signal('SIGTERM');
    await expect(command.ended).resolves.toBe(0);
    expect(command.stderr()).toEqual([]);
  });
});
