import { expect, test } from '@jest/globals';
import { caseWith, createWorld, NOW } from '../fixtures/operation-world.ts';
import { appealByLink, readAppealLink } from './appeal-by-link.ts';

const suspended = caseWith({ state: 'DECIDED', decision: 'SUSPEND', reason: 'Rule 1.' });
const link = { caseId: 'mod_1', userId: 'usr_eve', locale: 'de', expiresAt: new Date(NOW.getTime() + 1) };

/** A visitor has a link to this case; `token` is the only text that is one. */
function worldOf(found: typeof suspended | null, changes: Partial<typeof link> = {}) {
  const world = createWorld(found);
  const context = {
    ...Object(world.context),
    appealLinks: { read: (token: string) => (token === 'token' ? { ...link, ...changes } : null) },
    repository: { ...Object(world.context).repository, cases: async () => [found] },
  };
  return { ...world, context };
}

test('the link shows the reason, and the text is the appeal of whom it was sent to', async () => {
  const { context, changed, announce } = worldOf(suspended);
  expect(await readAppealLink(context, 'token')).toMatchObject({ locale: 'de', state: 'OPEN', reason: 'Rule 1.' });
  expect(changed).not.toHaveBeenCalled();
  expect(await appealByLink(context, 'token', ' It was not me. ')).toEqual({ locale: 'de', state: 'SENT' });
  expect(changed).toHaveBeenCalledWith('mod_1', 'It was not me.', NOW);
  expect(announce).toHaveBeenCalledTimes(1);
});

test.each([
  ['that is none', 'INVALID', suspended, {}, 'other'],
  ['without a token', 'INVALID', suspended, {}, null],
  ['that has expired', 'EXPIRED', suspended, { expiresAt: NOW }, 'token'],
  ['to a case that is gone', 'GONE', null, {}, 'token'],
  ['of a person who was erased', 'GONE', { ...suspended, ownerId: null }, {}, 'token'],
  ['of another person', 'GONE', suspended, { userId: 'usr_ada' }, 'token'],
  ['to another decision', 'GONE', { ...suspended, decision: 'WARN' as const }, {}, 'token'],
  ['to what was appealed', 'APPEALED', { ...suspended, state: 'APPEALED' as const }, {}, 'token'],
  ['to what is closed', 'CLOSED', { ...suspended, state: 'CLOSED' as const }, {}, 'token'],
])('a link %s says %s, and appeals nothing', async (_, state, found, changes, token) => {
  const { context, changed } = worldOf(found, changes);
  expect((await readAppealLink(context, token)).state).toBe(state);
  expect((await appealByLink(context, token, 'It was not me.')).state).toBe(state);
  expect(changed).not.toHaveBeenCalled();
});

test.each(['', '  ', 'x'.repeat(2_001)])('a text that is no appeal can be corrected', async (text) => {
  const { context, changed } = worldOf(suspended);
  expect(await appealByLink(context, 'token', text)).toMatchObject({
    state: 'OPEN',
    text,
    problem: expect.any(String),
  });
  expect(changed).not.toHaveBeenCalled();
});

test('of two forms that are sent at the same time one is the appeal', async () => {
  const { context } = worldOf(suspended);
  const other = createWorld(caseWith({ ...suspended, state: 'APPEALED' }));
  const { transaction } = Object(other.context).repository;
  const racing = { ...context, repository: { ...context.repository, transaction } };
  expect(await appealByLink(racing, 'token', 'Twice.')).toEqual({ locale: 'de', state: 'APPEALED' });
});
