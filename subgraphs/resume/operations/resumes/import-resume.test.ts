import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { createJsonResumeValidator } from '../../adapters/json-resume-validator.ts';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { toJsonResume } from '../content/write-json-resume.ts';
import { importResume } from './import-resume.ts';

const SAMPLE = readFileSync(createRequire(import.meta.url).resolve('@jsonresume/schema/sample.resume.json'), 'utf8');
const validateJsonResume = createJsonResumeValidator();

async function importing(json: string | object, more: object = {}, world = createWorld()) {
  const context = { ...world.context, validateJsonResume };
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  const result = await importResume(context, { json: text, mode: 'CREATE', ...more });
  const resume = result.ok ? world.resumes.get(result.value.resumeId) : undefined;
  return {
    result,
    resume,
    report: result.ok ? result.value.report : null,
    document: resume && Object(toJsonResume(resume)),
  };
}

describe('the sample of the standard', () => {
  test('comes back as it was, but for what is listed here', async () => {
    const { document, report } = await importing(SAMPLE);
    const original = JSON.parse(SAMPLE);
    expect(report).toEqual({
      dropped: [
        { path: 'basics.image', reason: 'It is empty.' },
        { path: 'meta', reason: 'A resume has no such part.' },
      ],
      changed: [],
    });
    delete original.basics.image;
    delete original.meta;
    delete original.$schema;
    const { meta: _, $schema: __, ...written } = document;
    expect(written).toEqual(original);
  });

  test('is valid again when it is written, and comes back the same from a second import', async () => {
    const { document } = await importing(SAMPLE);
    expect(validateJsonResume(document)).toEqual([]);
    expect((await importing(document)).document).toEqual(document);
  });
});

describe('what is not as the standard has it', () => {
  test('an end that has not come is stored as such, and left out when it is written', async () => {
    const work = [
      { name: 'A', startDate: '2020', endDate: 'Present' },
      { name: 'B', startDate: '2021-02' },
      { name: 'C', startDate: '2021', endDate: '' },
    ];
    const { resume, document, report } = await importing({ work });
    expect(resume?.content.work.map(({ endDate }) => endDate)).toEqual(['present', 'present', 'present']);
    expect(document.work).toEqual([
      { name: 'A', startDate: '2020' },
      { name: 'B', startDate: '2021-02' },
      { name: 'C', startDate: '2021' },
    ]);
    expect(report?.changed).toEqual([{ path: 'work.0.endDate', reason: 'It is stored as the word present.' }]);
  });

  test('what is unknown, not a date, or not a link is left out and named', async () => {
    const { resume, report } = await importing({
      basics: { name: 'Ada', url: 'javascript:alert(1)', twitter: '@ada' },
      work: [{ name: 'A', startDate: '2020-13', boss: 'B' }, { summary: 'Nameless' }],
      hobbies: [],
    });
    expect(report?.dropped.map(({ path }) => path).toSorted()).toEqual([
      ...['basics.twitter', 'basics.url', 'hobbies', 'work.0.boss', 'work.0.startDate', 'work.1'],
    ]);
    expect(resume?.content.work).toHaveLength(1);
  });

  test('what is too long is shortened, and addresses get a scheme', async () => {
    const { resume, report } = await importing({
      basics: { name: 'N'.repeat(300), url: 'www.example.org' },
      awards: Array.from({ length: 60 }, (_, n) => ({ title: `${n}` })),
    });
    expect([resume?.content.basics?.name?.length, resume?.content.awards.length]).toEqual([200, 50]);
    expect(resume?.content.basics?.url).toBe('https://www.example.org');
    expect(report?.changed.map(({ path }) => path)).toEqual(['basics.url', 'basics.name']);
    expect(report?.dropped).toEqual([{ path: 'awards.50', reason: 'Only the first 50 are taken.' }]);
  });
});

describe('a hostile document', () => {
  test.each([
    ['no JSON', '{', 'SchemaInvalid'],
    ['a list', '[]', 'SchemaInvalid'],
    ['a million levels', '['.repeat(100_000), 'SchemaInvalid'],
    ['many levels in an object', `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`, 'SchemaInvalid'],
    ['too many values', JSON.stringify({ a: Array.from({ length: 30_000 }, () => 1) }), 'SchemaInvalid'],
    ['too many bytes', JSON.stringify({ a: 'é'.repeat(140_000) }), 'TooLarge'],
    ['members of other types', JSON.stringify({ work: [{ name: 1 }], basics: [] }), 'SchemaInvalid'],
    ['control characters', JSON.stringify({ basics: { name: 'a\u0000b' } }), 'SchemaInvalid'],
  ])('with %s is refused', async (_, json, __typename) => {
    const { result } = await importing(json);
    expect(result).toMatchObject({ ok: false, refusal: { __typename, path: ['input', 'json'] } });
  });

  test('changes no prototype', async () => {
    const { report, resume } = await importing(
      '{"__proto__":{"polluted":1},"basics":{"constructor":{"prototype":{"polluted":1}},"name":"A","__proto__":{"label":"B"}}}',
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(resume?.content.basics).toMatchObject({ name: 'A', label: null });
    expect(report?.dropped.map(({ path }) => path)).toEqual(['__proto__', 'basics.constructor', 'basics.__proto__']);
  });

  test('has at most 20 issues and 100 notes', async () => {
    const bad = await importing({ work: Array.from({ length: 50 }, () => ({ name: 1 })) });
    expect(Object(bad.result).refusal.issues).toHaveLength(20);
    const many = await importing(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`x${n}`, 1])));
    expect(many.report?.dropped).toHaveLength(100);
  });
});

test('replacing keeps visibility, picture and hidden sections, and needs the current version', async () => {
  const resume = resumeWith({ visibility: 'LINK', photoFileId: 'fil_1', hiddenSections: ['WORK'] }, { summary: 'Old' });
  const world = createWorld({ resumes: [resume] });
  const more = { mode: 'REPLACE', resumeId: 'res_1' };
  await importing({ basics: { name: 'Ada' } }, more, world);
  expect(world.resumes.get('res_1')).toMatchObject({
    ...{ version: 2, visibility: 'LINK', photoFileId: 'fil_1', hiddenSections: ['WORK'] },
    content: { summary: null, basics: { name: 'Ada' } },
  });
  const late = await importing({}, { ...more, expectedVersion: 1 }, world);
  expect(late.result).toMatchObject({ refusal: { __typename: 'VersionConflict', current: 2 } });
  expect((await importing({}, { mode: 'REPLACE' }, world)).result).toMatchObject({
    refusal: { __typename: 'InvalidInput' },
  });
});
