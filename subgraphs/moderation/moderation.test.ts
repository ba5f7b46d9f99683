import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import { fileQuarantined } from '../media/events.ts';
import subgraph from './index.ts';

const MADE_AT = '2026-11-30T11:00:00.000Z';
const id = (prefix: string) => newId(prefix, new Date(Date.parse(MADE_AT)));
const [ada, ben, eve, mod, chief] = [id('usr'), id('usr'), id('usr'), id('usr'), id('usr')];
/** Messages of Eve by their id, and whether people can see them. */
const messages = new Map<string, { text: string; isSeen: boolean }>();
/** Who has made an entry in the audit log of chat. */
const audited: object[] = [];
let hasOthers = true;
let now = new Date('2026-11-30T12:00:00.000Z');
let world: DomainWorld;

const moderator = (viewerId = mod) => world.as(viewerId, { scopes: ['moderator'] });
const message = (text: string, isSeen = true) => {
  const messageId = id('msg');
  messages.set(messageId, { text, isSeen });
  return messageId;
};

beforeAll(async () => {
  world = await openDomainWorld(subgraph, {
    now: () => {
      // Ids are in the order of their milliseconds.
      now = new Date(now.getTime() + 1);
      return now;
    },
    domains: ['chat', 'moderation'],
    answers: {
      chat: (_, { id: subjectId }, { viewerId, service }) => {
        if (subjectId === undefined) return { auditEntries: { edges: audited, pageInfo: { hasNextPage: false } } };
        const found = messages.get(String(subjectId));
        const isShown = found !== undefined && (service === 'moderation' || (viewerId !== null && found.isSeen));
        const subject = { ownerId: eve, text: found?.text, mediaFileIds: [], createdAt: MADE_AT };
        return { moderationSubject: isShown ? subject : null };
      },
      media: (_, { fileIds }) => ({
        attachableFiles: [fileIds]
          .flat()
          .filter((one) => one === 'fil_own')
          .map((one) => ({ id: one })),
      }),
      auth: () => ({ hasOtherModerator: hasOthers }),
    },
  });
});
afterAll(() => world.close());

const REPORT = `mutation ($input: ReportInput!) { report(input: $input) {
  report { id subjectId kind reason isReviewed } isReplay errors { __typename ... on UserError { path } } } }`;
let keys = 0;
const report = async (viewerId: string, subject: string, more: object = {}) => {
  keys += 1;
  const input = { subject, reason: 'SPAM', idempotencyKey: `key ${keys}`, ...more };
  return Object((await world.execute(REPORT, { input }, world.as(viewerId))).data)['report'];
};
const CASE = `id subjectId kind state isUrgent reportCount content { text labels { name score } } decision { decision reason }
  appeal { text outcome } reports { edges { node { reason reporter { id } } } } owner { id }`;
const queue = async (variables: object = {}, caller = moderator()) => {
  const query = `query ($kind: ModerationSubjectKind, $state: ModerationCaseState) {
    moderationQueue(kind: $kind, state: $state, first: 100) { edges { node { ${CASE} } } } }`;
  const { data, errors } = await world.execute(query, { ...variables }, caller);
  if (errors !== undefined) throw errors[0];
  const { edges }: { edges: { node: Record<string, unknown> }[] } = Object(data)['moderationQueue'];
  return edges.map(({ node }) => node);
};
const caseOf = async (subjectId: string, state = 'OPEN') =>
  Object((await queue({ state })).find((one) => one['subjectId'] === subjectId));
const run = async (name: string, input: object, caller = moderator()) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { case { ${CASE} } errors { __typename ... on UserError { path } } } }`;
  const { data, errors } = await world.execute(document, { input }, caller);
  if (errors !== undefined) throw errors[0];
  return Object(data)[name];
};
const refusal = async (name: string, input: object, caller = moderator()) =>
  (await run(name, input, caller)).errors[0]?.__typename ?? null;
const openCase = async (text = 'Buy now!') => {
  const subjectId = message(text);
  await report(ada, subjectId);
  return { subjectId, caseId: String((await caseOf(subjectId)).id) };
};
const publishedOf = async (subjectOrCase: string) =>
  (await world.published()).filter(({ payload }) => JSON.stringify(payload).includes(subjectOrCase));
const typesOf = async (subjectOrCase: string) => (await publishedOf(subjectOrCase)).map(({ type }) => type);

test('reports of one thing gather in one case, which shows it as it was reported', async () => {
  const subjectId = message('Buy now!');
  const first = await report(ada, subjectId, { text: 'Again!' });
  messages.set(subjectId, { text: 'Hello.', isSeen: true });
  await report(ben, subjectId, { reason: 'SELF_HARM' });

  expect(first).toMatchObject({
    report: { subjectId, kind: 'MESSAGE', isReviewed: false },
    isReplay: false,
    errors: [],
  });
  expect(await caseOf(subjectId)).toMatchObject({
    ...{ kind: 'MESSAGE', state: 'OPEN', reportCount: 2, isUrgent: true, owner: { id: eve } },
    content: { text: 'Buy now!', labels: [] },
    reports: {
      edges: [
        { node: { reason: 'SELF_HARM', reporter: { id: ben } } },
        { node: { reason: 'SPAM', reporter: { id: ada } } },
      ],
    },
  });
  expect(
    (await world.sql.$queryRaw<{ text: string }[]>`SELECT moderation_case::text AS text FROM moderation_case`)
      .map(({ text }) => text)
      .join(),
  ).not.toContain('Buy now');
});

test('a person has one report of a thing, and a key has one report', async () => {
  const subjectId = message('Spam.');
  const first = await report(ada, subjectId, { idempotencyKey: 'the key' });
  messages.set(subjectId, { text: 'Spam.', isSeen: false });

  expect(await report(ada, subjectId, { idempotencyKey: 'the key' })).toEqual({ ...first, isReplay: true });
  messages.set(subjectId, { text: 'Spam.', isSeen: true });
  expect((await report(ada, subjectId, { reason: 'HATE' })).report).toEqual(first.report);
  expect(await caseOf(subjectId)).toMatchObject({ reportCount: 1 });
});

test.each([
  ['hidden from the viewer', () => ({ subject: message('Secret.', false) }), 'NotFound', ['input', 'subject']],
  ['not there', () => ({ subject: id('msg') }), 'NotFound', ['input', 'subject']],
  ['of no known kind', () => ({ subject: 'xyz_1' }), 'NotFound', ['input', 'subject']],
  ['for no reason', () => ({ subject: message('Hm.'), reason: 'OTHER' }), 'InvalidInput', ['input', 'text']],
  [
    'with the file of somebody else',
    () => ({ subject: message('Hm.'), evidenceIds: ['fil_own', 'fil_other'] }),
    ...(['InvalidInput', ['input', 'evidenceIds']] as const),
  ],
])('a report of something %s is refused', async (_, inputOf, __typename, path) => {
  const { subject, ...more } = inputOf();
  expect(await report(ada, subject, more)).toEqual({ report: null, isReplay: false, errors: [{ __typename, path }] });
});

test('a person cannot report themselves', async () => {
  expect(await report(eve, message('Mine.'))).toMatchObject({ errors: [{ __typename: 'NotPermitted' }] });
});

test('who reports too much waits for an hour', async () => {
  const busy = id('usr');
  for (let nth = 0; nth < 30; nth += 1) await report(busy, message(`Spam ${nth}`));

  const subject = message('One more.');
  expect(await report(busy, subject)).toMatchObject({ report: null, errors: [{ __typename: 'TooManyAttempts' }] });
  now = new Date(now.getTime() + 60 * 60 * 1_000);
  expect(await report(busy, subject)).toMatchObject({ errors: [] });
});

test('the queue is for moderators, urgent cases come first, and nobody sees a case about themselves', async () => {
  const { caseId } = await openCase();
  const nodes = await queue();

  expect(nodes[0]).toMatchObject({ isUrgent: true });
  expect(nodes.map((node) => node['id'])).toContain(caseId);
  expect(await queue({ kind: 'STREAM' })).toEqual([]);
  await expect(queue({}, world.as(ada))).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  expect((await queue({}, moderator(eve))).map((node) => node['id'])).not.toContain(caseId);
  expect(await refusal('decideCase', { caseId, decision: 'NONE', reason: 'Fine.' }, moderator(eve))).toBe('NotFound');
  const read = async (caller = moderator()) =>
    Object((await world.execute('query ($id: ID!) { moderationCase(id: $id) { id } }', { id: caseId }, caller)).data);
  expect((await read())['moderationCase']).toEqual({ id: caseId });
  for (const caller of [moderator(eve), world.as(ada)]) expect((await read(caller))['moderationCase']).toBeNull();
});

test('one moderator has a case until the claim lapses', async () => {
  const { caseId } = await openCase();
  expect(await refusal('claimCase', { caseId })).toBeNull();
  expect(await refusal('claimCase', { caseId })).toBeNull();

  expect(await refusal('claimCase', { caseId }, moderator(chief))).toBe('AlreadyClaimed');
  const decision = { caseId, decision: 'NONE', reason: 'Fine.' };
  expect(await refusal('decideCase', decision, moderator(chief))).toBe('AlreadyClaimed');
  now = new Date(now.getTime() + 15 * 60 * 1_000);
  expect(await refusal('decideCase', decision, moderator(chief))).toBeNull();
  expect(await refusal('claimCase', { caseId })).toBe('InvalidState');
});

test.each([
  ['NONE', 'CLOSED', []],
  ['HIDE', 'DECIDED', ['moderation.content-hidden']],
  ['REMOVE', 'DECIDED', ['moderation.content-removed']],
  ['WARN', 'DECIDED', ['moderation.person-warned']],
  ['SUSPEND', 'DECIDED', ['moderation.person-suspended']],
])('%s is published once, with the notices', async (decision, state, effect) => {
  const { caseId, subjectId } = await openCase();
  const decide = () => run('decideCase', { caseId, decision, reason: 'Rule 1.' });

  const both = await Promise.all([decide(), decide()]);

  expect(both.flatMap(({ errors }) => errors)).toMatchObject([{ __typename: 'InvalidState' }]);
  expect(both.find(({ case: one }) => one !== null).case).toMatchObject({
    state,
    decision: { decision, reason: 'Rule 1.' },
  });
  const types = [...(await typesOf(subjectId)), ...(await typesOf(caseId))];
  expect([...new Set(types)].sort()).toEqual(
    [...effect, 'moderation.case-decided', 'moderation.reports-reviewed'].sort(),
  );
  const reports = Object(
    (await world.execute('{ reports(first: 1) { edges { node { subjectId isReviewed } } } }', {}, world.as(ada))).data,
  );
  expect(reports['reports'].edges).toEqual([{ node: { subjectId, isReviewed: true } }]);
});

test.each([
  ['a suspension that ends before it begins', { decision: 'SUSPEND', until: '2020-01-01T00:00:00.000Z' }, 'until'],
  ['a warning with an end', { decision: 'WARN', until: '2099-01-01T00:00:00.000Z' }, 'until'],
  ['no reason', { decision: 'HIDE', reason: ' ' }, 'reason'],
])('%s is refused', async (_, input, field) => {
  const { caseId } = await openCase();
  const { errors } = await run('decideCase', { caseId, reason: 'Rule 1.', ...input });

  expect(errors).toEqual([{ __typename: 'InvalidInput', path: ['input', field] }]);
  expect(await refusal('decideCase', { caseId, decision: 'NONE', reason: 'Fine.' })).toBeNull();
});

test('whom a decision concerns sees it without who reported, appeals once, and another moderator decides', async () => {
  const { caseId, subjectId } = await openCase();
  const owner = world.as(eve);
  const appeal = { caseId, text: 'I did not.' };
  expect(await refusal('appealDecision', appeal, owner)).toBe('NotFound');
  await run('decideCase', { caseId, decision: 'HIDE', reason: 'Rule 1.' });

  const mine = Object(
    (
      await world.execute(
        `{ casesAboutMe(first: 1) { edges { node { ${CASE} claimedBy { id } decision { decidedBy { id } } } } } }`,
        {},
        owner,
      )
    ).data,
  );
  expect(mine['casesAboutMe'].edges[0].node).toMatchObject({
    ...{ id: caseId, reportCount: null, reports: null, claimedBy: null },
    decision: { decision: 'HIDE', reason: 'Rule 1.', decidedBy: null },
  });
  expect(await refusal('appealDecision', appeal, world.as(ada))).toBe('NotFound');
  expect(await refusal('appealDecision', appeal, owner)).toBeNull();
  expect(await refusal('appealDecision', appeal, owner)).toBe('InvalidState');
  expect(await caseOf(subjectId, 'APPEALED')).toMatchObject({ appeal: { text: 'I did not.', outcome: null } });

  const overturned = { caseId, outcome: 'OVERTURNED', reason: 'You are right.' };
  expect(await refusal('decideAppeal', overturned)).toBe('NotPermitted');
  expect(await refusal('decideAppeal', overturned, moderator(chief))).toBeNull();
  expect(await refusal('decideAppeal', overturned, moderator(chief))).toBe('InvalidState');
  expect((await typesOf(subjectId)).at(-1)).toBe('moderation.content-restored');
  expect(await typesOf(caseId)).toContain('moderation.appeal-decided');
});

test('the owner of a file sees on it how far their appeal is, and others do not', async () => {
  const fileId = id('fil');
  await world.publish(fileQuarantined, { fileId, ownerId: eve, at: MADE_AT, labels: [] });
  const [waiting] = await queue({ kind: 'MEDIA' });
  const caseId = waiting?.['id'];
  const appealFor = async (caller = world.as(eve)) => {
    const query = `query ($fileId: ID!) { _entities(representations: [{ __typename: "MediaModeration", fileId: $fileId }]) {
      ... on MediaModeration { fileId appeal { state } } } }`;
    const { data } = await world.execute(query, { fileId }, caller);
    return Object(data)['_entities'][0].appeal?.state ?? null;
  };
  await run('decideCase', { caseId, decision: 'REMOVE', reason: 'Rule 1.' });
  expect(await appealFor()).toBeNull();
  await run('appealDecision', { caseId, text: 'It is a beach.' }, world.as(eve));
  expect([await appealFor(), await appealFor(moderator()), await appealFor(world.as(ada))]).toEqual([
    'OPEN',
    'OPEN',
    null,
  ]);
  await run('decideAppeal', { caseId, outcome: 'UPHELD', reason: 'It is not.' }, moderator(chief));
  expect(await appealFor()).toBe('UPHELD');
});

test('the only moderator decides appeals against their own decisions', async () => {
  const { caseId } = await openCase();
  await run('decideCase', { caseId, decision: 'SUSPEND', reason: 'Rule 1.' });
  await run('appealDecision', { caseId, text: 'Please.' }, world.as(eve));
  hasOthers = false;
  try {
    expect(await refusal('decideAppeal', { caseId, outcome: 'OVERTURNED', reason: 'Fine.' })).toBeNull();
  } finally {
    hasOthers = true;
  }
  expect(await typesOf(caseId)).toContain('moderation.person-restored');
});

test('moderators follow what begins to wait, from a cursor', async () => {
  const { data } = await world.execute('{ moderationCasesCursor }', {}, moderator());
  const { caseId, subjectId } = await openCase();
  await report(ben, subjectId);
  await run('decideCase', { caseId, decision: 'HIDE', reason: 'Rule 1.' });
  await run('appealDecision', { caseId, text: 'Please.' }, world.as(eve));
  const follow =
    'subscription ($after: String) { moderationCaseAdded(after: $after) { case { id state } resyncRequired } }';

  const events = await world.subscribe(follow, { after: data?.['moderationCasesCursor'] }, moderator());
  const event = { data: { moderationCaseAdded: { case: { id: caseId, state: 'APPEALED' }, resyncRequired: false } } };
  expect([await nextOf(events), await nextOf(events)]).toEqual([event, event]);
  await expect(world.subscribe(follow, {}, world.as(ada))).rejects.toThrow();
});

test('a quarantined file waits for a moderator, and is restored when nothing has to be done', async () => {
  const fileId = id('fil');
  const labels = [{ name: 'porn', score: 0.875 }];
  await world.publish(fileQuarantined, { fileId, ownerId: eve, at: MADE_AT, labels });
  await world.publish(fileQuarantined, { fileId, ownerId: eve, at: MADE_AT, labels });

  const [waiting, ...others] = await queue({ kind: 'MEDIA' });
  expect(others).toEqual([]);
  expect(waiting).toMatchObject({ subjectId: fileId, reportCount: 0, content: { text: null, labels } });
  await run('decideCase', { caseId: waiting?.['id'], decision: 'NONE', reason: 'A beach.' });
  expect(await typesOf(fileId)).toContain('moderation.content-restored');
});

test('domains that come later learn what is hidden or removed', async () => {
  const query = 'query ($types: [String!]!) { snapshot(types: $types, limit: 1000) { rows total next } }';
  const types = ['moderation.content-removed'];
  const { subjectId, caseId } = await openCase();
  await run('decideCase', { caseId, decision: 'REMOVE', reason: 'Rule 1.' });

  const { rows, total } = Object((await world.execute(query, { types }, world.asService('chat'))).data)['snapshot'];
  expect(rows).toHaveLength(total);
  expect(
    rows
      .map((row: string) => JSON.parse(row))
      .filter((row: { payload: { subjectId: string } }) => row.payload.subjectId === subjectId),
  ).toEqual([
    {
      type: 'moderation.content-removed',
      payload: { subjectId, kind: 'MESSAGE', ownerId: eve, at: expect.any(String) },
    },
  ]);
  const hidden = Object(
    (await world.execute(query, { types: ['moderation.content-hidden'] }, world.asService('chat'))).data,
  );
  const restored = (await world.published()).filter(({ type }) => type === 'moderation.content-restored');
  expect(restored).not.toEqual([]);
  for (const { payload } of restored) expect(hidden['snapshot'].rows.join()).not.toContain(Object(payload).subjectId);
});

test('administrators read the audit logs of all domains by time', async () => {
  const entry = { actorId: chief, scope: 'admin', subjectId: 'usr_1', reason: null, beforeHash: null, afterHash: null };
  const at = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
  for (const days of [2, 1, -1])
    audited.push({
      cursor: `at ${days}`,
      node: { ...entry, action: `day ${days}`, requestId: null, createdAt: at(days), hash: 'h' },
    });
  const query = `query ($first: Int, $after: String) { auditLog(first: $first, after: $after) {
    edges { node { domain action } } pageInfo { hasNextPage endCursor } } }`;
  const admin = world.as(chief, { scopes: ['admin'] });
  const { edges, pageInfo } = Object((await world.execute(query, { first: 3 }, admin)).data)['auditLog'];

  expect(edges).toEqual([
    { node: { domain: 'chat', action: 'day 2' } },
    { node: { domain: 'chat', action: 'day 1' } },
    { node: { domain: 'moderation', action: 'decideCase' } },
  ]);
  expect(pageInfo.hasNextPage).toBe(true);
  expect(await world.execute(query, {}, moderator())).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
});

test('people get a copy of what is decided about them, and nothing is left of them when they are gone', async () => {
  const { caseId } = await openCase('Nobody sees this.');
  const aboutEve = Object(await personalDataOf(world, eve));
  expect(aboutEve['casesAboutMe']).toContainEqual(expect.objectContaining({ decision: 'WARN', reason: 'Rule 1.' }));
  expect(JSON.stringify(aboutEve)).not.toContain(caseId);
  expect(Object(await personalDataOf(world, ada))['reports'].length).toBeGreaterThan(3);

  for (const person of [eve, ada, mod]) {
    await world.erase(person);
    // Who has acted stays in the audit log.
    expect((await world.remains(person)).filter(({ table }) => table !== 'moderation.audit_entry')).toEqual([]);
  }
  expect(await world.remains('Rule 1.')).toEqual([]);
  const erased = (await queue({}, moderator(chief))).find((one) => one['id'] === caseId);
  expect(erased).toMatchObject({ owner: null, content: null, reportCount: 1 });
  expect(await refusal('decideCase', { caseId, decision: 'WARN', reason: 'Late.' }, moderator(chief))).toBe(
    'InvalidInput',
  );
});
