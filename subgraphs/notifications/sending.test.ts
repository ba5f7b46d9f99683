import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import subgraph from './index.ts';

const SEND = `mutation ($input: SendNotificationInput!) { done: sendNotification(input: $input) {
  batchId isReplay errors { __typename ... on UserError { path } } } }`;
const CREATE = `mutation ($input: CreateNotificationTemplateInput!) { done: createNotificationTemplate(input: $input) {
  template { id name locale version placeholders } errors { __typename ... on UserError { path } } } }`;
const UPDATE = `mutation ($input: UpdateNotificationTemplateInput!) { done: updateNotificationTemplate(input: $input) {
  template { id version title } errors { __typename ... on UserError { path } ... on TemplateChanged { currentVersion } } } }`;
const PREVIEW = `mutation ($input: PreviewNotificationTemplateInput!) { done: previewNotificationTemplate(input: $input) {
  preview { title body html missing } errors { __typename ... on UserError { path } } } }`;
const TEMPLATES = `query ($name: String, $all: Boolean! = false, $first: Int, $after: String) {
  notificationTemplates(name: $name, allVersions: $all, first: $first, after: $after) {
    pageInfo { endCursor hasNextPage } edges { node { id name locale version } } } }`;
const INBOX = '{ notifications { edges { node { type template title body } } } }';
const BATCH = `query ($batchId: ID!) { notificationDeliveries(filter: { batchId: $batchId }) { edges { node { user { id } channel status } } } }`;
const FOLLOW = `mutation ($topic: String!) { done: subscribeToTopic(input: { topic: $topic }) {
  topic errors { __typename ... on UserError { path } ... on TooMany { limit } } } }`;
const UNFOLLOW = `mutation ($topic: String!) { done: unsubscribeFromTopic(input: { topic: $topic }) {
  topic errors { __typename ... on UserError { path } } } }`;
const RETRY = 'mutation { retryNotificationDelivery(input: { deliveryId: "ntd_1" }) { errors { __typename } } }';
const OCCURRENCES = `query ($status: NotificationOccurrenceStatus, $first: Int, $after: String) {
  notificationOccurrences(status: $status, first: $first, after: $after) { pageInfo { endCursor } edges { node {
    occurrenceId type template status batchId attempts dueAt lastError } } } }`;
const REVIVE = `mutation ($id: ID!) { done: retryNotificationOccurrence(input: { occurrenceId: $id }) {
  occurrence { occurrenceId status attempts } errors { __typename ... on UserError { path } } } }`;
const SENT_BY_SENDERS = [
  ['sendNotification', SEND, { input: { userIds: [], template: 'x' } }],
  ['createNotificationTemplate', CREATE, { input: { name: 'x', locale: 'en', title: 'x', body: 'x' } }],
  ['updateNotificationTemplate', UPDATE, { input: { name: 'x', locale: 'en', title: 'x', body: 'x' } }],
  ['previewNotificationTemplate', PREVIEW, { input: { name: 'x' } }],
  ['retryNotificationDelivery', RETRY, {}],
  ['retryNotificationOccurrence', REVIVE, { id: 'x' }],
  ['notificationOccurrences', OCCURRENCES, {}],
  ['notificationTemplates', TEMPLATES, {}],
  ['notificationDeliveries', BATCH, { batchId: 'x' }],
] as const;

describe('sending', () => {
  let world: DomainWorld;
  let people: Set<string>;
  let admin: string;
  let ada: string;
  let bob: string;
  let name: string;

  const person = (): string => {
    const id = newId('usr', new Date());
    people.add(id);
    return id;
  };
  // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
  const run = async (query: string, variables: Record<string, unknown> = {}, viewerId = admin): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId, { scopes: ['notify'] }));
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const create = async (input: object) =>
    (await run(CREATE, { input: { name, locale: 'en', title: 'Hi {{who}}', body: 'It is {{what}}', ...input } })).done;
  const update = async (input: object) =>
    (await run(UPDATE, { input: { name, locale: 'en', title: 'Hello {{who}}', body: 'Still {{what}}', ...input } }))
      .done;
  const data = [
    { name: 'who', value: 'Ada' },
    { name: 'what', value: 'time' },
  ];
  const send = async (input: object) =>
    (await run(SEND, { input: { userIds: [], template: name, data, ...input } })).done;
  const inbox = async (viewerId: string) =>
    (await run(INBOX, {}, viewerId)).notifications.edges.map(({ node }: { node: unknown }) => node);
  const holds = (viewerId: string, count: number) =>
    eventually(async () => (await inbox(viewerId)).length === count, `${count} in the inbox`);
  const settled = () =>
    eventually(async () => {
      const rows = await world.sql.$queryRaw<object[]>`SELECT FROM occurrence WHERE status = 'PENDING'`;
      return rows.length === 0;
    }, 'every occurrence to be handled');

  beforeAll(async () => {
    people = new Set();
    world = await openDomainWorld(subgraph, {
      answers: {
        auth: (_, { ids }) => ({ users: [ids].flat().map((id) => (people.has(String(id)) ? { id } : null)) }),
        profile: () => ({ _entities: [] }),
      },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    [admin, ada, bob] = [person(), person(), person()];
    name = `test.${newId('nam', new Date())}`;
  });

  test('what is sent reaches everybody once, and can be found by its batch', async () => {
    await create({});
    const { batchId } = await send({ userIds: [ada, bob, ada] });
    await Promise.all([holds(ada, 1), holds(bob, 1)]);
    expect(await inbox(ada)).toEqual([{ type: 'ANNOUNCEMENT', template: name, title: 'Hi Ada', body: 'It is time' }]);
    const { edges } = (await run(BATCH, { batchId })).notificationDeliveries;
    const inApp = { channel: 'IN_APP', status: 'SENT' };
    expect(edges).toHaveLength(2);
    expect(edges).toEqual(
      expect.arrayContaining([{ node: { user: { id: ada }, ...inApp } }, { node: { user: { id: bob }, ...inApp } }]),
    );
  });

  test('the same key sends once, also at the same time; with other input it is a conflict', async () => {
    await create({});
    const sent = await Promise.all(
      Array.from({ length: 8 }, () => send({ userIds: [ada], idempotencyKey: `key ${name}` })),
    );
    expect(new Set(sent.map(({ batchId }) => batchId)).size).toBe(1);
    expect(sent.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(await send({ userIds: [bob], idempotencyKey: `key ${name}` })).toEqual({
      batchId: null,
      isReplay: false,
      errors: [{ __typename: 'IdempotencyConflict', path: ['input', 'idempotencyKey'] }],
    });
    await settled();
    expect(await inbox(ada)).toHaveLength(1);
    expect(await inbox(bob)).toEqual([]);
  });

  test('the order and repetition of recipients make no other input', async () => {
    await create({});
    const idempotencyKey = `key ${name}`;
    const first = await send({ userIds: [ada, bob], idempotencyKey });
    expect(await send({ userIds: [bob, ada, ada], idempotencyKey })).toEqual({ ...first, isReplay: true });
  });

  test('followers of a topic are notified, those who are also named once, and those who left not at all', async () => {
    await create({});
    const topic = `news.${ada.slice(-12)}`;
    const cleo = person();
    await Promise.all([ada, bob, cleo].map((viewerId) => run(FOLLOW, { topic }, viewerId)));
    await run(FOLLOW, { topic }, ada);
    await run(UNFOLLOW, { topic }, cleo);
    await run(UNFOLLOW, { topic }, cleo);
    expect((await run('{ notificationTopics }', {}, ada)).notificationTopics).toEqual([topic]);
    await send({ userIds: [ada], topic });
    await Promise.all([holds(ada, 1), holds(bob, 1)]);
    await settled();
    expect([await inbox(ada), await inbox(bob), await inbox(cleo)].map(({ length }) => length)).toEqual([1, 1, 0]);
  });

  test.each([
    ['nobody', {}, 'InvalidInput', ['input', 'userIds']],
    ['an unknown person', { userIds: ['usr_none'] }, 'NotFound', ['input', 'userIds']],
    [
      'too many',
      { userIds: Array.from({ length: 1_001 }, (_, at) => `usr_${at}`) },
      'InvalidInput',
      ['input', 'userIds'],
    ],
    ['no such template', { topic: 'x', template: 'no.such' }, 'NotFound', ['input', 'template']],
    ['a missing value', { topic: 'x', data: [{ name: 'who', value: 'A' }] }, 'InvalidInput', ['input', 'data']],
    ['a topic that is none', { topic: 'No Topic' }, 'InvalidInput', ['input', 'topic']],
    ['a key that is none', { topic: 'x', idempotencyKey: 'é' }, 'InvalidInput', ['input', 'idempotencyKey']],
  ])('to %s nothing is sent', async (_, input, __typename, path) => {
    await create({});
    expect(await send(input)).toEqual({ batchId: null, isReplay: false, errors: [{ __typename, path }] });
  });

  test.each([
    ['following', FOLLOW],
    ['leaving', UNFOLLOW],
  ])('%s a topic whose name is none is refused', async (_, document) => {
    expect((await run(document, { topic: 'No Topic' })).done.errors).toEqual([
      { __typename: 'InvalidInput', path: ['input', 'topic'] },
    ]);
  });

  test('more than 200 topics are refused, one that is followed already is not', async () => {
    await world.sql.$executeRaw`
      INSERT INTO topic_follower (topic, user_id, since) SELECT 't' || n, ${ada}, now() FROM generate_series(1, 200) AS n`;
    expect((await run(FOLLOW, { topic: 't201' }, ada)).done.errors).toEqual([
      { __typename: 'TooMany', path: ['input', 'topic'], limit: 200 },
    ]);
    expect((await run(FOLLOW, { topic: 't200' }, ada)).done.errors).toEqual([]);
  });

  test('a new version is used from then on, and earlier notifications stay as they were', async () => {
    expect((await create({})).template).toMatchObject({ version: 1, placeholders: ['who', 'what'] });
    await send({ userIds: [ada] });
    await holds(ada, 1);
    expect((await update({ version: 1 })).template).toMatchObject({ version: 2, title: 'Hello {{who}}' });
    await send({ userIds: [ada] });
    await holds(ada, 2);
    expect((await inbox(ada)).map(({ title }: { title: string }) => title)).toEqual(['Hello Ada', 'Hi Ada']);
    const listed = async (all: boolean) =>
      (await run(TEMPLATES, { name, all })).notificationTemplates.edges.map(
        ({ node }: { node: { version: number } }) => node.version,
      );
    expect([await listed(false), await listed(true)]).toEqual([[2], [1, 2]]);
  });

  test('templates of several locales are used in the nearest one, and refused when they exist or were never created', async () => {
    await create({});
    expect((await create({})).errors).toEqual([{ __typename: 'TemplateExists', path: ['input', 'name'] }]);
    expect((await update({ locale: 'de' })).errors).toEqual([{ __typename: 'NotFound', path: ['input', 'name'] }]);
    await create({ locale: 'de', title: 'Hallo {{who}}' });
    const prefer = `mutation { updateNotificationPreferences(input: { locale: "de-AT" }) { errors { __typename } } }`;
    await run(prefer, {}, ada);
    await send({ userIds: [ada, bob] });
    await Promise.all([holds(ada, 1), holds(bob, 1)]);
    expect([(await inbox(ada))[0].title, (await inbox(bob))[0].title]).toEqual(['Hallo Ada', 'Hi Ada']);
  });

  test('of ten changes of one version at once, one is made', async () => {
    await create({});
    const made = await Promise.all(Array.from({ length: 10 }, () => update({ version: 1 })));
    expect(made.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(made.find(({ errors }) => errors.length > 0).errors).toEqual([
      { __typename: 'TemplateChanged', path: ['input', 'version'], currentVersion: 2 },
    ]);
  });

  test.each([
    ['a name that is none', { name: 'No Name' }, 'name'],
    ['no title', { title: ' ' }, 'title'],
    ['a title of two lines', { title: 'a\nb' }, 'title'],
    ['a body that is too long', { body: 'x'.repeat(4_001) }, 'body'],
  ])('a template with %s is refused', async (_, input, field) => {
    const errors = [{ __typename: 'InvalidInput', path: ['input', field] }];
    expect((await create(input)).errors).toEqual(errors);
    expect((await update(input)).errors).toEqual(errors);
  });

  test('a preview shows values escaped, says what is missing, and sends nothing', async () => {
    await create({});
    const preview = async (input: object) => (await run(PREVIEW, { input })).done;
    expect((await preview({ name, data: [{ name: 'what', value: '<i>' }] })).preview).toEqual({
      title: 'Hi {{who}}',
      body: 'It is <i>',
      html: '<p>It is &lt;i&gt;</p>',
      missing: ['who'],
    });
    expect((await preview({ title: 'A', body: 'B' })).preview).toMatchObject({ title: 'A', body: 'B', missing: [] });
    expect((await preview({ name: 'no.such' })).errors).toEqual([{ __typename: 'NotFound', path: ['input', 'name'] }]);
    expect((await preview({ title: 'A' })).errors).toEqual([{ __typename: 'InvalidInput', path: ['input'] }]);
  });

  test('each event that notifies people has a template, and pages follow each other', async () => {
    const names: string[] = [];
    let page = (await run(TEMPLATES, { first: 3 })).notificationTemplates;
    for (;;) {
      for (const { node } of page.edges) names.push(`${node.name} ${node.locale}`);
      if (!page.pageInfo.hasNextPage) break;
      page = (await run(TEMPLATES, { after: page.pageInfo.endCursor, first: 100 })).notificationTemplates;
    }
    for (const event of [
      'auth.user-registered',
      'chat.message-sent',
      'friends.friend-request-sent',
      'friends.friendship-started',
      'streaming.stream-started',
    ])
      expect(names).toEqual(expect.arrayContaining([`${event} en`, `${event} de`]));
    expect(new Set(names).size).toBe(names.length);
  });

  test('what could not be brought to its audience is seen, and goes on from where it had come when asked to', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
    const failedOccurrences = async (variables: object = {}): Promise<any> =>
      (await run(OCCURRENCES, { status: 'DEAD', ...variables })).notificationOccurrences;
    const revive = async (id: string) => (await run(REVIVE, { id })).done;
    await create({});
    const cleo = person();
    const notified = [ada, bob, cleo].sort();
    // Eleven attempts have failed, with the first of three people notified: the next one, the last, is made to fail.
    await world.sql.$executeRaw`UPDATE template SET name = ${`${name}.away`} WHERE name = ${name}`;
    const batches = [newId('ntb', new Date()), newId('ntb', new Date(Date.now() + 1))];
    for (const batchId of batches) {
      await world.sql.$executeRaw`
        INSERT INTO occurrence (id, type, template, data, audience, user_ids, channels, batch_id, reached_id, attempts, due_at,
          created_at)
        VALUES (${`${batchId}:users`}, 'ANNOUNCEMENT', ${name}, '{"who":"Ada","what":"time"}', 'USERS', ${notified}::text[],
          '{}'::text[], ${batchId}, ${notified[0]}, 11, now(), now())`;
    }
    const [first, second] = batches.map((batchId) => `${batchId}:users`);
    await eventually(async () => (await failedOccurrences()).edges.length === 2, 'both to be given up');
    const page = await failedOccurrences({ first: 1 });
    expect(page.edges).toMatchObject([
      {
        node: {
          occurrenceId: second,
          type: 'ANNOUNCEMENT',
          template: name,
          status: 'DEAD',
          batchId: batches[1],
          attempts: 12,
          dueAt: null,
          lastError: `Error: no template named ${name}`,
        },
      },
    ]);
    const rest = await failedOccurrences({ after: page.pageInfo.endCursor });
    expect(rest.edges).toMatchObject([{ node: { occurrenceId: first } }]);

    await world.sql.$executeRaw`UPDATE template SET name = ${name} WHERE name = ${`${name}.away`}`;
    expect(await revive(first ?? '')).toEqual({
      occurrence: { occurrenceId: first, status: 'PENDING', attempts: 0 },
      errors: [],
    });
    await Promise.all(notified.slice(1).map((viewerId) => holds(viewerId, 1)));
    expect(await inbox(notified[0] ?? '')).toEqual([]);
    const path = ['input', 'occurrenceId'];
    expect((await revive(first ?? '')).errors).toEqual([{ __typename: 'NotFound', path }]);
    expect((await revive('')).errors).toEqual([{ __typename: 'InvalidInput', path }]);
    await world.sql
      .$executeRaw`UPDATE occurrence SET status = 'PENDING', due_at = now() + interval '1 day' WHERE id = ${second}`;
    expect((await revive(second ?? '')).errors).toEqual([{ __typename: 'OccurrenceNotDead', path }]);
    await world.sql.$executeRaw`DELETE FROM occurrence WHERE id = ${second}`;
  });

  test.each(SENT_BY_SENDERS)('%s is not for everybody', async (_, document, variables) => {
    const { errors } = await world.execute(document, variables, world.as(ada));
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('templates, deliveries and devices are null for who may not see them', async () => {
    const entity = (type: string, id: string) =>
      `{ _entities(representations: [{ __typename: "${type}", id: "${id}" }]) { __typename } }`;
    const { template } = await create({});
    const device = newId('dev', new Date());
    await world.sql.$executeRaw`
      INSERT INTO device (id, user_id, kind, place, endpoint, created_at) VALUES (${device}, ${bob}, 'WEBHOOK', ${device}, 'https://example.com', now())`;
    const asAda = async (document: string) => (await world.execute(document, {}, world.as(ada))).data;
    const none = { _entities: [null] };
    expect(await asAda(entity('NotificationTemplate', template.id))).toEqual(none);
    expect(await asAda(entity('NotificationDelivery', 'ntd_1'))).toEqual(none);
    expect(await asAda(entity('NotificationDevice', device))).toEqual(none);
    expect((await run(entity('NotificationTemplate', template.id)))._entities).not.toEqual([null]);
    expect((await run(entity('NotificationDevice', device), {}, bob))._entities).not.toEqual([null]);
  });
});
