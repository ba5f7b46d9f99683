import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import type { ModerationContext } from '../context.ts';
import { findSubject } from './find-subject.ts';

const caller = { ...ANONYMOUS, viewerId: 'usr_ada' };
const stored = { ownerId: 'usr_eve', text: 'Buy!', mediaFileIds: [], createdAt: '2031-03-01T12:00:00.000Z' };
const idOf = (prefix: string) => newId(prefix, new Date(0));

const answering = (asViewer: object | null, asService: object | null = stored) =>
  jest.fn<ModerationContext['ask']>(async (_, __, ___, { viewerId }) => ({
    moderationSubject: viewerId === null ? asService : asViewer,
  }));

test.each([
  ['usr', 'auth', 'PERSON'],
  ['prf', 'profile', 'PROFILE'],
  ['msg', 'chat', 'MESSAGE'],
  ['str', 'streaming', 'STREAM'],
  ['rec', 'streaming', 'RECORDING'],
  ['pst', 'social', 'POST'],
  ['cmt', 'social', 'COMMENT'],
  ['fil', 'media', 'MEDIA'],
])('%s is read in %s, as the viewer and then as this domain', async (prefix, domain, kind) => {
  const ask = answering({ ...stored, text: 'B…' });
  const { ownerId, ...content } = stored;
  expect(await findSubject({ ask, caller }, idOf(prefix))).toEqual({ kind, ownerId, content });
  expect(ask.mock.calls.map(([name, , , { viewerId, service }]) => [name, viewerId, service])).toEqual([
    [domain, 'usr_ada', null],
    [domain, null, 'moderation'],
  ]);
});

test.each([
  ['what the viewer cannot see', answering(null)],
  ['what is gone since', answering(stored, null)],
  ['what belongs to nobody', answering(stored, { ...stored, ownerId: null })],
])('%s is not found', async (_, ask) => {
  expect(await findSubject({ ask, caller }, idOf('msg'))).toBeNull();
});

test.each(['', 'msg', 'msg_1', idOf('cnv')])('%p is asked of nobody', async (id) => {
  const ask = answering(stored);
  expect(await findSubject({ ask, caller }, id)).toBeNull();
  expect(ask).not.toHaveBeenCalled();
});
