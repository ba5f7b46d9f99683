import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AUTH, DOCUMENT, makeProject, type ThrowawayProject } from './throwaway-project.ts';

let project: ThrowawayProject;
const { write, commit, schema, json }: Pick<ThrowawayProject, 'write' | 'commit' | 'schema' | 'json'> = {
  write: (files) => project.write(files),
  commit: () => project.commit(),
  schema: (...args) => project.schema(...args),
  json: (...args) => project.json(...args),
};

beforeEach(async () => {
  project = await makeProject();
});

afterEach(() => project.remove());

describe('a break that is approved', () => {
  const approve = (coordinate: string, more = 'date: 2031-01-05') =>
    write({
      'schema-approvals.yaml': `approvals:\n  - coordinate: ${coordinate}\n    reason: nobody reads it any more\n    ${more}\n`,
    });
  const removeEmail = () => write({ 'auth/schema.graphql': AUTH.replace('  email: String\n', '') });

  test('passes, with the documents that clients had, and is named', async () => {
    await removeEmail();
    await approve('User.email');
    await write({ 'operations/me.graphql': DOCUMENT.replace('  email\n', '') });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      ok: true,
      breaking: [],
      documents: [],
      approved: [{ coordinate: 'User.email' }],
      unused: [],
    });
    const { stdout } = await schema('check', '--base', 'HEAD');
    expect(stdout).toMatch(/^auth\/schema\.graphql:9 BREAKING User\.email .* \(approved\)$/m);
    expect(stdout.trimEnd()).toMatch(/; 1 approved breaks$/);
  });

  test('does not excuse a document of now', async () => {
    await removeEmail();
    await approve('User.email');

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      ok: false,
      breaking: [],
      documents: [{ at: 'now' }],
    });
  });

  test('excuses no other break, and one that is not there is named', async () => {
    await removeEmail();
    await approve('User.id');

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      ok: false,
      breaking: [{ coordinate: 'User.email' }],
      approved: [],
      unused: [{ coordinate: 'User.id' }],
    });
  });

  test('counts for the change that it came with, not for a later one', async () => {
    await approve('User.email');
    commit();
    await removeEmail();

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      ok: false,
      breaking: [{ coordinate: 'User.email' }],
    });
  });

  test.each([
    ['without a date', ''],
    ['with a date that no calendar has', 'date: 2031-02-30'],
    ['with more than belongs there', 'date: 2031-01-05\n    until: never'],
  ])('is refused %s', async (_, more) => {
    await approve('User.email', more);
    const { exitCode, stderr } = await schema('check', '--base', 'HEAD');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^schema-approvals\.yaml: approvals\.0/);
  });
});
