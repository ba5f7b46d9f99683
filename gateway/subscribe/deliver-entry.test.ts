import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { fault } from '../../runtime/executor/faults.ts';
import { deliverEntry } from './deliver-entry.ts';

const log = pino({ level: 'silent' });
const failing = (path: string[], code: 'SUBGRAPH_UNAVAILABLE' | 'INTERNAL' = 'SUBGRAPH_UNAVAILABLE') =>
  new GraphQLError('away', { path, extensions: fault(code, '').extensions });

/** Runs until the payload is delivered; each attempt but the last gives `result`. */
async function attemptsOf(result: object, { isOver = (): boolean => false, fails = 2 } = {}): Promise<number> {
  let attempts = 0;
  const run = async () => {
    attempts += 1;
    return attempts > fails ? { data: { added: { note: {} } } } : result;
  };
  await deliverEntry({ run, pause: async () => undefined, isOver, log });
  return attempts;
}

test.each([
  ['all of it', { data: null, errors: [failing(['added', 'note', 'text'])] }, 3],
  ['the payload', { data: { added: null }, errors: [failing(['added'])] }, 3],
  ['the entry', { data: { added: { note: null } }, errors: [failing(['added', 'note', 'text'])] }, 3],
  ['a field inside', { data: { added: { note: { by: null } } }, errors: [failing(['added', 'note', 'by'])] }, 1],
  ['nothing', { data: { added: { note: null } } }, 1],
  ['the entry for good', { data: { added: { note: null } }, errors: [failing(['added', 'note'], 'INTERNAL')] }, 1],
])('a payload that lost %s', async (_, result, attempts) => {
  expect(await attemptsOf(result)).toBe(attempts);
});

test('nobody waits for a stream that was left', async () => {
  const lost = { data: null, errors: [failing(['added'])] };
  expect(await attemptsOf(lost, { isOver: () => true })).toBe(1);
});

test('a subgraph that stays away ends the stream, which can be taken up before the entry', async () => {
  const lost = { data: null, errors: [failing(['added'])] };
  await expect(attemptsOf(lost, { fails: Number.POSITIVE_INFINITY })).rejects.toBe(lost.errors[0]);
});
