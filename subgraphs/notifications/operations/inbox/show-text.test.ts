import { expect, test } from '@jest/globals';
import { exampleNotification, exampleTemplate } from '../../../../tests/example-notification.ts';
import type { NotificationTemplate, Relation } from '../../repository/index.ts';
import { showText } from './show-text.ts';

const NO_RELATION: Relation = { isHidden: false, hasEnded: false, hasUnfollowed: false };

const needsOf = ({
  template = exampleTemplate(),
  name = 'Ben',
  relation = NO_RELATION,
}: {
  template?: NotificationTemplate | null;
  name?: string | null;
  relation?: Relation | null;
} = {}) => ({
  templates: { load: async (id: string) => (id === 'ntt_1' ? template : null) },
  names: { load: async (id: string) => (id === 'usr_ben' ? name : null) },
  relations: { load: async (id: string) => (id === 'usr_ben' ? relation : null) },
  hiddenSubjects: { load: async (id: string) => id === 'str_hidden' },
});
const byBen = exampleNotification({ actorId: 'usr_ben', data: { what: 'time' } });

test('the text has the values of the notification and the current name of its actor', async () => {
  expect(await showText(needsOf(), byBen)).toEqual({
    template: 'test.hello',
    hidden: null,
    text: { title: 'Hello from Ben', body: 'It is time', html: '<p>It is time</p>' },
  });
});

test('the name replaces a stored value of the same placeholder', async () => {
  const notification = { ...byBen, data: { what: 'time', actor: 'A former name' } };
  expect(await showText(needsOf(), notification)).toMatchObject({ text: { title: 'Hello from Ben' } });
});

test.each([
  ['en', 'Somebody'],
  ['de-AT', 'Jemand'],
  ['ru', 'Кто-то'],
  ['fr', 'Somebody'],
])('in %s an actor without a name is %s', async (locale, somebody) => {
  const template = exampleTemplate({ locale, title: '{{actor}}' });
  expect(await showText(needsOf({ template, name: null }), byBen)).toMatchObject({ text: { title: somebody } });
  expect(await showText(needsOf({ template }), { ...byBen, actorId: null })).toMatchObject({
    text: { title: somebody },
  });
});

test('a text that the reader may not see is left out, with the reason', async () => {
  expect(
    await showText(needsOf({ relation: { isHidden: true, hasEnded: false, hasUnfollowed: false } }), byBen),
  ).toEqual({
    template: 'test.hello',
    hidden: 'ACTOR_HIDDEN',
    text: null,
  });
});

test('a text about what moderators have hidden is left out', async () => {
  const stream = { ...byBen, type: 'LIVE_STREAM', data: { what: 'time', visibility: 'PUBLIC' } } as const;
  const [bySubject, byStream] = [{ subjectId: 'str_hidden' }, { streamId: 'str_hidden' }];
  for (const about of [bySubject, byStream])
    expect(await showText(needsOf(), { ...stream, ...about })).toMatchObject({ hidden: 'CONTENT_HIDDEN', text: null });
  expect(await showText(needsOf(), { ...stream, subjectId: 'str_1' })).toMatchObject({ hidden: null });
});

test('a template that does not exist is an error', async () => {
  await expect(showText(needsOf({ template: null }), byBen)).rejects.toThrow('no template named ntt_1');
});
