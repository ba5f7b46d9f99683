import { expect, test } from '@jest/globals';
import type { ImportedConversation } from '../../repository/index.ts';
import { planConversations } from './plan-conversations.ts';

const NOW = new Date('2026-12-01T12:00:00Z');

const people = (count: number) =>
  Array.from({ length: count }, (_, nth) => ({ userId: `usr_${nth}`, role: 'MEMBER' as const }));

const direct = (id: string): ImportedConversation => ({
  ...{ id, kind: 'DIRECT', title: null, roomKey: null, titleSkeleton: null },
  ...{ createdAt: new Date(0), members: people(2) },
});
const group = (id: string, given: Partial<ImportedConversation> = {}): ImportedConversation => ({
  ...direct(id),
  ...{ kind: 'GROUP', title: 'Climbers' },
  ...given,
});
const room = (id: string, name: string): ImportedConversation =>
  group(id, { kind: 'ROOM', title: name, roomKey: name, titleSkeleton: name, members: [] });

test('of a pair, a name and an id there is one conversation, in the batch and in the database', () => {
  const rows = [direct('cnv_1'), direct('cnv_2'), room('cnv_3', 'tea'), room('cnv_4', 'tea'), group('cnv_5')];
  expect(planConversations(rows, [], NOW)).toEqual([
    'insert',
    { reason: 'The two have a conversation already.' },
    'insert',
    { reason: expect.stringContaining('room of that name') },
    'insert',
  ]);
  const stored = [
    { ...direct('cnv_9'), pair: ['usr_1', 'usr_0'] },
    { ...room('cnv_3', 'tea'), pair: null },
  ];
  expect(planConversations(rows, stored, NOW)).toEqual([
    { reason: 'The two have a conversation already.' },
    { reason: 'The two have a conversation already.' },
    'present',
    { reason: expect.stringContaining('room of that name') },
    'insert',
  ]);
});

test('the members and the title are those of the kind', () => {
  const wrong: readonly [ImportedConversation, string][] = [
    [{ ...direct('cnv_1'), members: people(3) }, 'exactly two'],
    [{ ...direct('cnv_1'), members: people(1) }, 'exactly two'],
    [{ ...direct('cnv_1'), title: 'Us' }, 'no title'],
    [group('cnv_1', { createdAt: new Date(NOW.getTime() + 1) }), 'in the future'],
    [group('cnv_1', { title: null }), 'needs a title'],
    [group('cnv_1', { members: [] }), 'a member at least'],
    [group('cnv_1', { members: people(1_001) }), 'at most 1000'],
  ];
  for (const [row, reason] of wrong)
    expect(planConversations([row], [], NOW)).toEqual([{ reason: expect.stringContaining(reason) }]);
});
