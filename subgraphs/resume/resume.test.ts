import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { contentHidden, contentRemoved } from '../../runtime/moderation/content-events.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { readPdf } from '../../runtime/pdf/fixtures/read-pdf.ts';
import { userBlocked } from '../../runtime/relations/block-events.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import subgraph from './index.ts';

const RESUME = `id title version visibility summary skills hiddenSections sectionOrder locale
  basics { name email location { address city } profiles { url } } work { name position startDate endDate highlights }
  viewCount completeness { percent missing } issues { code } link { id url } isHidden`;
const ERRORS = 'errors { __typename ... on UserError { message path } }';

let world: DomainWorld;
const permitted = new Set<string>();
const person = () => newId('usr', new Date());
const [ada, ben, eve] = [person(), person(), person()];

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of a payload
type Payload = any;
const mutate = async (
  viewerId: string,
  name: string,
  input: object,
  fields = `resume { ${RESUME} }`,
): Promise<Payload> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} ${ERRORS} } }`;
  const { data, errors } = await world.execute(document, { input }, world.as(viewerId));
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data?.[name];
};
const create = async (viewerId: string, input: object = {}): Promise<Payload> =>
  (await mutate(viewerId, 'createResume', { title: 'Engineer', ...input })).resume;
const see = async (viewerId: string | null, id: string): Promise<Payload> => {
  const query = `query ($id: ID!) { resume(id: $id) { ${RESUME} } }`;
  return (await world.execute(query, { id }, viewerId === null ? ANONYMOUS : world.as(viewerId))).data?.['resume'];
};
const fetchFile = (path: string, caller: Caller = ANONYMOUS, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL(path, world.url ?? undefined), {
    headers: { ...headers, authorization: `Bearer ${world.callerToken(caller, 'resume')}` },
  });
const CONTACT = { name: 'Ada', email: 'ada@example.org', location: { address: 'Lane 1', city: 'London' } };
const WORK = [
  { name: 'Engine Co', position: 'Engineer', startDate: '2019-03', endDate: 'Present', highlights: ['Wrote it'] },
];

beforeAll(async () => {
  world = await openDomainWorld(subgraph, {
    served: true,
    environment: { LINK_SECRET: 'a secret of thirty-two characters' },
    answers: {
      projects: (_, { resumeIds, viewerId }) => ({
        // as: what the query sends
        mayReadResumes: (resumeIds as string[]).filter((id) => permitted.has(`${id} ${viewerId}`)),
      }),
    },
  });
});
afterAll(() => world.close());

describe('a resume', () => {
  test('is private at first, and has what its owner wrote', async () => {
    const resume = await create(ada, { summary: ' I build engines. ', skills: ['Maths'], basics: CONTACT, work: WORK });

    expect(resume).toMatchObject({ title: 'Engineer', version: 1, visibility: 'PRIVATE', summary: 'I build engines.' });
    expect(resume.work).toEqual([{ ...WORK[0], endDate: 'present' }]);
    expect(resume.completeness).toEqual({ percent: 75, missing: ['EDUCATION_ITEMS', 'LANGUAGES'] });
    expect(await see(ben, resume.id)).toBeNull();
    expect(await see(null, resume.id)).toBeNull();
    expect(await see(ada, resume.id)).toMatchObject({ id: resume.id });
  });

  test.each([
    ['a day that does not exist', { startDate: '2023-02-30' }, 'DateInvalid', ['input', 'work', '0', 'startDate']],
    ['a month that does not exist', { startDate: '2020-13' }, 'DateInvalid', ['input', 'work', '0', 'startDate']],
    ['a beginning that has not come', { startDate: 'present' }, 'DateInvalid', ['input', 'work', '0', 'startDate']],
    [
      'an end before the beginning',
      { startDate: '2020-05', endDate: '2020-04' },
      'DateInvalid',
      ['input', 'work', '0', 'endDate'],
    ],
    ['a link that runs a script', { url: 'javascript:alert(1)' }, 'InvalidInput', ['input', 'work', '0', 'url']],
  ])('with %s is refused', async (_, work, __typename, path) => {
    const { resume, errors } = await mutate(ada, 'createResume', { title: 'A', work: [{ name: 'X', ...work }] });
    expect([resume, errors]).toEqual([null, [expect.objectContaining({ __typename, path })]]);
  });

  test('with 51 entries in a section is refused', async () => {
    const awards = Array.from({ length: 51 }, () => ({ title: 'Prize' }));
    expect((await mutate(ada, 'createResume', { title: 'A', awards })).errors).toMatchObject([
      { __typename: 'InvalidInput', path: ['input', 'awards'] },
    ]);
  });

  test('is made once for each key', async () => {
    const input = { title: 'Once', idempotencyKey: 'key-1' };
    const fields = `resume { id } isReplay`;
    const first = await mutate(ben, 'createResume', input, fields);
    const second = await mutate(ben, 'createResume', input, fields);
    expect([first.isReplay, second.isReplay, second.resume.id]).toEqual([false, true, first.resume.id]);
    const other = await mutate(ben, 'createResume', { ...input, title: 'Other' }, fields);
    expect(other.errors).toMatchObject([{ __typename: 'IdempotencyConflict' }]);
  });

  test('of a person who has 20 is refused, also when they are made at once', async () => {
    const many = person();
    const results = await Promise.all(
      Array.from({ length: 25 }, (_, n) => mutate(many, 'createResume', { title: `${n}` }, 'resume { id }')),
    );
    expect(results.filter(({ resume }) => resume !== null)).toHaveLength(20);
    expect(results.filter(({ errors }) => errors[0]?.__typename === 'ResumeLimit')).toHaveLength(5);
    const { resume } = results.find((result) => result.resume !== null) ?? {};
    expect((await mutate(many, 'duplicateResume', { resumeId: resume.id })).errors).toMatchObject([
      { __typename: 'ResumeLimit' },
    ]);
  });
});

describe('a change', () => {
  test('keeps what it does not name, clears what is null, and makes a version', async () => {
    const { id } = await create(ada, { summary: 'One', skills: ['A'] });
    const { resume } = await mutate(ada, 'updateResume', { resumeId: id, summary: null, title: 'Two' });
    expect(resume).toMatchObject({ title: 'Two', summary: null, skills: ['A'], version: 2 });
    const same = await mutate(ada, 'updateResume', { resumeId: id, title: 'Two' });
    expect(same.resume.version).toBe(2);
  });

  test('of a version that is not current is refused, and one of two at once wins', async () => {
    const { id } = await create(ada);
    const results = await Promise.all(
      ['B', 'C'].map((title) =>
        mutate(ada, 'updateResume', { resumeId: id, title, expectedVersion: 1 }, 'resume { version }'),
      ),
    );
    expect(results.map(({ errors }) => errors[0]?.__typename ?? 'done').toSorted()).toEqual([
      'VersionConflict',
      'done',
    ]);
  });

  test('of the resume of somebody else is refused as if there were none', async () => {
    const { id } = await create(ada, { visibility: 'PUBLIC' });
    for (const [name, input] of [
      ['updateResume', { title: 'Mine' }],
      ['duplicateResume', {}],
      ['restoreResumeVersion', { version: 1 }],
      ['reorderResumeSection', { section: 'WORK', position: 0 }],
      ['revokeResumeLink', {}],
    ] as const)
      expect((await mutate(eve, name, { resumeId: id, ...input })).errors).toMatchObject([{ __typename: 'NotFound' }]);
    expect((await mutate(eve, 'createResumeLink', { resumeId: id }, 'link { id }')).errors).toMatchObject([
      { __typename: 'NotFound' },
    ]);
    expect((await mutate(eve, 'deleteResume', { resumeId: id }, 'resumeId')).errors).toMatchObject([
      { __typename: 'NotFound' },
    ]);
  });

  test('can be taken back, and what is hidden now stays hidden', async () => {
    const { id } = await create(ada, { summary: 'First', visibility: 'PUBLIC' });
    await mutate(ada, 'updateResume', { resumeId: id, summary: 'Second', hiddenSections: ['SUMMARY'] });
    const { resume } = await mutate(ada, 'restoreResumeVersion', { resumeId: id, version: 1 });
    expect(resume).toMatchObject({ summary: 'First', version: 3, hiddenSections: ['SUMMARY'] });
    expect(await see(ben, id)).toMatchObject({ summary: null, hiddenSections: [] });
    const query = `query ($id: ID!) { resumeVersions(id: $id, first: 2) { edges { node { version title json } } pageInfo { hasNextPage } } }`;
    const { data } = await world.execute(query, { id }, world.as(ada));
    expect(data?.['resumeVersions']).toMatchObject({
      edges: [{ node: { version: 3 } }, { node: { version: 2, json: expect.stringContaining('Second') } }],
      pageInfo: { hasNextPage: true },
    });
    expect((await world.execute(query, { id }, world.as(ben))).data).toEqual({ resumeVersions: null });
  });

  test('moves a section, and signals its owner', async () => {
    const { id } = await create(ada);
    const events = await world.inProcess.subscribe(
      'subscription ($id: ID!) { resumeUpdated(resumeId: $id) { resume { version sectionOrder } } }',
      { id },
      world.as(ada),
    );
    const next = nextOf(events);
    await mutate(ada, 'reorderResumeSection', { resumeId: id, section: 'REFERENCES', position: 1 });
    const { data } = (await next) as Payload;
    expect(data.resumeUpdated.resume.version).toBe(2);
    expect(data.resumeUpdated.resume.sectionOrder.slice(0, 3)).toEqual(['SUMMARY', 'REFERENCES', 'EXPERIENCE']);
    const follow = world.inProcess.subscribe(
      'subscription ($id: ID!) { resumeUpdated(resumeId: $id) { resume { version } } }',
      { id },
      world.as(ben),
    );
    await expect(follow).rejects.toThrow('There is no such resume of yours');
  });
});

describe('who sees a resume', () => {
  test('everybody sees a public one without hidden sections, in every form', async () => {
    const hidden = ['SUMMARY', 'CONTACT', 'SKILLS'];
    const secret = {
      summary: 'secretsummary',
      skills: ['secretskill'],
      basics: { ...CONTACT, email: 'secretmail@x.org' },
    };
    const { id } = await create(ada, { ...secret, work: WORK, visibility: 'PUBLIC', hiddenSections: hidden });
    expect(await see(null, id)).toMatchObject({
      ...{
        summary: null,
        skills: [],
        hiddenSections: [],
        viewCount: null,
        completeness: null,
        issues: [],
        link: null,
      },
      basics: { name: 'Ada', email: null, location: { address: null, city: 'London' } },
    });
    const texts = await Promise.all(
      ['json', 'md', 'pdf'].map(async (ending) => {
        const response = await fetchFile(`/resumes/${id}.${ending}`, world.as(ben));
        expect([response.status, response.headers.get('x-robots-tag')]).toEqual([200, 'noindex']);
        if (ending !== 'pdf') return response.text();
        return (await readPdf(new Uint8Array(await response.arrayBuffer()))).text;
      }),
    );
    for (const text of texts) {
      expect(text).toContain('Engine Co');
      expect(text).not.toMatch(/secret|Lane 1/);
    }
    const query = 'query ($q: String!) { searchResumes(query: $q) { edges { node { id summary } } } }';
    expect((await world.execute(query, { q: 'secretsummary' }, world.as(ben))).data).toEqual({
      searchResumes: { edges: [] },
    });
    expect((await world.execute(query, { q: 'engine' }, world.as(ben))).data?.['searchResumes']).toMatchObject({
      edges: [{ node: { id, summary: null } }],
    });
  });

  test('a block hides it in both directions, and moderators hide and remove it', async () => {
    const [owner, other] = [person(), person()];
    const { id } = await create(owner, { visibility: 'PUBLIC', summary: 'blockedword' });
    await world.publish(userBlocked, { userId: owner, blockedId: other, at: new Date().toISOString() });
    expect(await see(other, id)).toBeNull();
    const list = await world.execute(
      `query ($id: ID!) { resumes(userId: $id) { edges { node { id } } }
        searchResumes(query: "blockedword") { edges { node { id } } }
        _entities(representations: [{ __typename: "Resume", id: "${id}" }]) { ... on Resume { title } } }`,
      { id: owner },
      world.as(other),
    );
    expect(list.data).toEqual({ resumes: { edges: [] }, searchResumes: { edges: [] }, _entities: [null] });
    expect(await see(eve, id)).toMatchObject({ id });

    const decision = { subjectId: id, kind: 'RESUME', ownerId: owner };
    await world.publish(contentHidden, { ...decision, at: new Date().toISOString() });
    expect([await see(eve, id), (await see(owner, id)).isHidden]).toEqual([null, true]);
    await world.publish(contentRemoved, { ...decision, at: new Date(Date.now() + 1_000).toISOString() });
    expect(await see(owner, id)).toBeNull();
  });

  test('whoever it came to with a proposal sees a private one, as long as projects says so', async () => {
    const { id } = await create(ada, { summary: 'hiddenone', hiddenSections: ['SUMMARY'] });
    expect(await see(eve, id)).toBeNull();
    permitted.add(`${id} ${eve}`);
    expect(await see(eve, id)).toMatchObject({ id, summary: null });
    permitted.clear();
    expect(await see(eve, id)).toBeNull();
  });

  test('only the domain of projects asks for a resume to attach, and gets those of the person alone', async () => {
    const { id } = await create(ada);
    const query =
      'query ($id: ID!, $ownerId: ID!) { resumeForProposal(id: $id, ownerId: $ownerId) { id title version } }';
    const ask = async (ownerId: string, service = 'projects') =>
      world.execute(query, { id, ownerId }, world.asService(service));
    expect((await ask(ada)).data).toEqual({ resumeForProposal: { id, title: 'Engineer', version: 1 } });
    expect((await ask(ben)).data).toEqual({ resumeForProposal: null });
    expect((await ask(ada, 'chat')).errors).toHaveLength(1);
  });
});

describe('a link', () => {
  const CREATED = 'link { id url expiresAt } resume { visibility }';
  const follow = (token: string, accept: string) => fetchFile(`/r/${token}`, undefined, { accept });

  test('shows the resume to whoever has it, until it is revoked; views of others are counted once', async () => {
    const { id } = await create(ada, { summary: 'By link', work: WORK });
    const { link, resume } = await mutate(ada, 'createResumeLink', { resumeId: id }, CREATED);
    expect(resume.visibility).toBe('LINK');
    const token = link.url.split('/r/')[1];
    expect(token).toMatch(/^[\w-]{43}$/);

    const json = await follow(token, 'application/json');
    expect(json.headers.get('x-robots-tag')).toBe('noindex');
    expect(await json.json()).toMatchObject({ basics: { summary: 'By link' }, work: [{ name: 'Engine Co' }] });
    const pdf = await follow(token, 'application/pdf');
    expect((await readPdf(new Uint8Array(await pdf.arrayBuffer()))).text).toContain('By link');
    const query = 'query ($token: String!) { resumeByLink(token: $token) { id link { id } } }';
    const read = (viewer: string) => world.execute(query, { token }, world.as(viewer));
    expect((await read(ben)).data).toEqual({ resumeByLink: { id, link: null } });
    await read(ben);
    await read(ada);
    const seen = await see(ada, id);
    expect(seen.link).toEqual({ id: link.id, url: null });
    expect(seen.viewCount).toBeGreaterThanOrEqual(1);
    expect(await see(ben, id)).toBeNull();
    expect(JSON.stringify(await world.sql.$queryRaw`SELECT * FROM resume_link`)).not.toContain(token);

    await mutate(ada, 'revokeResumeLink', { linkId: link.id });
    expect((await follow(token, 'application/json')).status).toBe(404);
    expect((await read(ben)).data).toEqual({ resumeByLink: null });
  });

  test('shows nothing while the resume is private, and none is made for the past', async () => {
    const { id } = await create(ada);
    const { link } = await mutate(ada, 'createResumeLink', { resumeId: id }, CREATED);
    await mutate(ada, 'updateResume', { resumeId: id, visibility: 'PRIVATE' });
    expect((await follow(link.url.split('/r/')[1], 'application/json')).status).toBe(404);
    const past = { resumeId: id, expiresAt: '2020-01-01T00:00:00.000Z' };
    expect((await mutate(ada, 'createResumeLink', past, CREATED)).errors).toMatchObject([
      { __typename: 'InvalidInput' },
    ]);
  });

  test('ends at its time', async () => {
    const { id } = await create(ada);
    const { link } = await mutate(ada, 'createResumeLink', { resumeId: id }, CREATED);
    await world.sql.$executeRaw`UPDATE resume_link SET expires_at = now() - interval '1 second' WHERE id = ${link.id}`;
    expect((await follow(link.url.split('/r/')[1], 'application/json')).status).toBe(404);
    expect((await follow('short', 'application/json')).status).toBe(404);
  });
});

describe('an export', () => {
  const EXPORT = `query ($id: ID!, $format: ResumeFormat!, $hidden: Boolean) {
    exportResume(id: $id, format: $format, includeHidden: $hidden) { url expiresAt
      errors { __typename ... on GlyphMissing { characters } } } }`;
  const exported = async (viewerId: string, id: string, format: string, hidden = false): Promise<Payload> =>
    (await world.execute(EXPORT, { id, format, hidden }, world.as(viewerId))).data?.['exportResume'];

  test('is a file at an address that works without signing in, and without hidden sections unless the owner wants them', async () => {
    const { id } = await create(ada, { summary: 'hidden words', work: WORK, hiddenSections: ['SUMMARY'] });
    const [plain, whole] = [await exported(ada, id, 'JSON'), await exported(ada, id, 'JSON', true)];
    const read = async ({ url }: { url: string }) => (await fetchFile(url)).text();
    expect(await read(plain)).not.toContain('hidden words');
    expect(await read(whole)).toContain('hidden words');
    expect((await fetchFile(plain.url.replace(/token=.{5}/, 'token=AAAAA'))).status).toBe(404);
    expect((await fetchFile(plain.url.replace('.json', '.pdf'))).status).toBe(404);
    expect(await exported(ben, id, 'JSON')).toBeNull();
    await mutate(ada, 'deleteResume', { resumeId: id }, 'resumeId');
    expect((await fetchFile(plain.url)).status).toBe(404);
  });

  test('as PDF names the characters that it cannot show', async () => {
    const { id } = await create(ada, { summary: 'Tokyo 東京', visibility: 'PUBLIC' });
    expect(await exported(ada, id, 'PDF')).toEqual({
      ...{ url: null, expiresAt: null },
      errors: [{ __typename: 'GlyphMissing', characters: ['東', '京'] }],
    });
    expect((await exported(ada, id, 'MARKDOWN')).url).toContain(`/resumes/${id}.md?token=`);
    expect((await fetchFile(`/resumes/${id}.pdf`, world.as(ben))).status).toBe(422);
  });
});

test('a person gets a copy of their resumes, and nothing is left of them when they have deleted their account', async () => {
  const leaving = person();
  const { id } = await create(leaving, { summary: 'canarytext', visibility: 'PUBLIC' });
  await mutate(leaving, 'createResumeLink', { resumeId: id }, 'link { id }');
  const data = (await personalDataOf(world, leaving)) as Payload;
  expect(data.resumes).toMatchObject([{ id, title: 'Engineer', content: { summary: 'canarytext' } }]);
  expect(data.resumeVersions).toMatchObject([{ resumeId: id, version: 1 }]);
  expect(data.resumeLinks).toHaveLength(1);
  await world.erase(leaving);
  expect(await world.remains(leaving, 'canarytext', id)).toEqual([]);
  const events = (await world.published()).filter(({ payload }) => JSON.stringify(payload).includes(id));
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['resume.resume-removed']));
});
