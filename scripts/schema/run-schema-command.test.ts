import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HELP } from './run-schema-command.ts';
import { AUTH, CHAT, DOCUMENT, makeProject, type ThrowawayProject } from './throwaway-project.ts';

let project: ThrowawayProject;
let root: string;
const git: ThrowawayProject['git'] = (...args) => project.git(...args);
const write: ThrowawayProject['write'] = (files) => project.write(files);
const commit = () => project.commit();
const schema: ThrowawayProject['schema'] = (...args) => project.schema(...args);
const json: ThrowawayProject['json'] = async (...args) => {
  const { exitCode, stdout } = await schema(...args, '--json');
  const outcome: Record<string, unknown> = JSON.parse(stdout);
  expect(outcome).toMatchObject({ exitCode });
  return outcome;
};

beforeEach(async () => {
  project = await makeProject();
  root = project.root;
});

afterEach(() => project.remove());

describe('check', () => {
  test('passes where nothing changed, and where something was only added', async () => {
    expect(await json('check', '--base', 'HEAD')).toMatchObject({ ok: true, breaking: [], dangerous: [], safe: 0 });

    await write({ 'chat/schema.graphql': CHAT.replace('unread: Int', 'unread: Int\n  muted: Boolean') });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({ ok: true, exitCode: 0, breaking: [], safe: 1 });
  });

  test('names a removed field, the line it stood on, and the document that breaks with its operation and line', async () => {
    await write({ 'auth/schema.graphql': AUTH.replace('  email: String\n', '') });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      ok: false,
      exitCode: 1,
      breaking: [{ coordinate: 'User.email', locations: [{ file: 'auth/schema.graphql', line: 9, at: 'base' }] }],
      documents: [{ file: 'operations/me.graphql', line: 9, operation: 'Me', wasValid: true, at: 'now' }],
    });
    const { exitCode, stdout } = await schema('check', '--base', 'HEAD');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^auth\/schema\.graphql:9 BREAKING User\.email /m);
    expect(stdout).toMatch(/^operations\/me\.graphql:9 BROKEN Me Cannot query field "email"/m);
  });

  test('names a changed type, an argument that became required and a removed enum value', async () => {
    const changed = AUTH.replace('email: String', 'email: Int')
      .replace('  NAME\n', '')
      .replace('by: Kind', 'by: Kind!');
    await write({ 'auth/schema.graphql': changed });

    const { breaking } = await json('check', '--base', 'HEAD');

    expect(breaking).toHaveLength(3);
    expect(breaking).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          coordinate: 'User.email',
          locations: [{ file: 'auth/schema.graphql', line: 9, at: 'now' }],
        }),
        expect.objectContaining({
          coordinate: 'Query.user(by:)',
          locations: [{ file: 'auth/schema.graphql', line: 5, at: 'now' }],
        }),
        expect.objectContaining({
          coordinate: 'Kind.NAME',
          locations: [{ file: 'auth/schema.graphql', line: 14, at: 'base' }],
        }),
      ]),
    );
  });

  test('a document that was changed together with the schema is still named: clients have the old one', async () => {
    await write({
      'auth/schema.graphql': AUTH.replace('  email: String\n', ''),
      'operations/me.graphql': DOCUMENT.replace('  email\n', ''),
    });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      documents: [{ operation: 'Me', at: 'base', line: 9 }],
    });
  });

  test('reports a dangerous change without failing', async () => {
    await write({ 'auth/schema.graphql': AUTH.replace('  NAME\n', '  NAME\n  EMAIL\n') });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      ok: true,
      exitCode: 0,
      dangerous: [{ level: 'dangerous', coordinate: 'Kind.EMAIL', locations: [{ line: 15, at: 'now' }] }],
    });
  });

  test('what clients cannot see may change', async () => {
    await write({ 'auth/schema.graphql': AUTH.replace('  secret: String @inaccessible\n', '') });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({ ok: true, breaking: [] });
  });

  test('fragments may use fragments, and stand in another file', async () => {
    await write({
      'operations/deep.graphql': 'query Deep {\n  me {\n    ...Outer\n  }\n}',
      'operations/fragments.graphql': 'fragment Outer on User {\n  ...Inner\n}\nfragment Inner on User {\n  email\n}',
    });
    expect(await json('check', '--base', 'HEAD')).toMatchObject({ ok: true, documents: [] });

    await write({ 'auth/schema.graphql': AUTH.replace('  email: String\n', '') });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      documents: expect.arrayContaining([
        expect.objectContaining({ file: 'operations/fragments.graphql', line: 5, operation: 'Deep' }),
      ]),
    });
  });

  test('fails on a document that never held, and on one that does not parse', async () => {
    await write({ 'operations/new.graphql': 'query New {\n  nothing\n}', 'operations/odd.graphql': '\nquery {' });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      ok: false,
      breaking: [],
      documents: [
        { file: 'operations/odd.graphql', line: 2, operation: null },
        { file: 'operations/new.graphql', line: 2, operation: 'New', wasValid: false },
      ],
    });
  });

  test('fails on a document that any gateway would refuse as too expensive from now on', async () => {
    const cost = '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@cost"])';
    const costly = AUTH.replace(/@link.*/, cost).replace('email: String', 'email: String @cost(weight: 6000)');
    await write({ 'auth/schema.graphql': costly });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      ok: false,
      breaking: [],
      dangerous: [{ coordinate: 'User.email' }],
      documents: [{ file: 'operations/me.graphql', line: 1, operation: 'Me', wasValid: true }],
    });
  });

  test('fails on contracts that do not compose, naming code, file and line', async () => {
    await write({ 'chat/schema.graphql': CHAT.replace('unread: Int', 'email: String') });

    expect(await json('check', '--base', 'HEAD')).toMatchObject({
      exitCode: 1,
      ok: false,
      errors: [
        {
          code: 'INVALID_FIELD_SHARING',
          locations: expect.arrayContaining([{ file: 'chat/schema.graphql', line: 5 }]),
        },
      ],
    });
  });

  test('fails on a contract that does not parse', async () => {
    await write({ 'chat/schema.graphql': 'type Query {\n  me: \n}' });

    expect((await schema('check', '--base', 'HEAD')).stdout).toMatch(/^chat\/schema\.graphql:3 INVALID_GRAPHQL /);
  });

  test('passes against a commit from before the supergraph, and says so', async () => {
    git('checkout', '--quiet', '--orphan', 'old');
    git('rm', '-r', '--cached', '--quiet', '.');
    git('commit', '--quiet', '--allow-empty', '--message', 'nothing yet');

    const { exitCode, stdout } = await schema('check', '--base', 'old');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('old has no supergraph to compare with');
  });

  test.each(['no-such-branch', '--upload-pack=x', 'HEAD:auth'])(
    'the unknown reference %s is unreachable',
    async (ref) => {
      const { exitCode, stderr } = await schema('check', `--base=${ref}`);

      expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: `${ref}: no such commit in this repository\n` });
      expect(await json('check', `--base=${ref}`)).toMatchObject({ exitCode: 3, ok: false });
    },
  );

  test('a contract that is listed but missing is unreachable, now or at the base', async () => {
    await rm(join(root, 'chat/schema.graphql'));
    expect((await schema('check', '--base', 'HEAD')).stderr).toBe('chat/schema.graphql: cannot be read\n');
    commit();
    await write({ 'chat/schema.graphql': CHAT });

    expect(await schema('check', '--base', 'HEAD')).toMatchObject({
      exitCode: 3,
      stderr: 'chat/schema.graphql: cannot be read at HEAD\n',
    });
  });

  test('outside a repository everything is unreachable', async () => {
    await rm(join(root, '.git'), { recursive: true });

    expect(await schema('check', '--base', 'HEAD')).toMatchObject({ exitCode: 3 });
  });
});

test('findings become annotations of GitHub Actions, and the summary stays', async () => {
  await write({
    'auth/schema.graphql': AUTH.replace('user(id: ID!, by: Kind)', 'user(id: ID!, by: Kind!)').replace(
      '  NAME\n',
      '  NAME\n  EMAIL\n',
    ),
    'operations/odd.graphql': 'query Odd {\n  nothing\n}',
  });

  const { exitCode, stdout } = await schema('check', '--base', 'HEAD', '--github');

  expect(exitCode).toBe(1);
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^::error file=auth\/schema\.graphql,line=5,title=breaking%3A Query\.user\(by%3A\)::/),
    expect.stringMatching(/^::warning file=auth\/schema\.graphql,line=15,title=dangerous%3A Kind\.EMAIL::/),
    expect.stringMatching(/^::error file=operations\/odd\.graphql,line=2,title=Odd is broken::Cannot query field/),
    expect.stringMatching(/^1 breaking, 1 dangerous, 0 safe changes since HEAD; 1 broken documents$/),
  ]);
});

describe('compose', () => {
  test('prints the supergraph, or writes it to the file that --output names', async () => {
    const { exitCode, stdout } = await schema('compose');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('@join__type(graph: AUTH, key: "id")');

    expect((await schema('compose', '--output', 'out.graphql')).exitCode).toBe(0);
    expect(await readFile(join(root, 'out.graphql'), 'utf8')).toBe(stdout);
    expect(await json('compose')).toMatchObject({ ok: true, command: 'compose', supergraphSdl: stdout });
  });

  test('reads another list, with files relative to it', async () => {
    await write({
      'lists/one.yaml': 'subgraphs: { a: { routing_url: "http://a/", schema: { file: ../auth/schema.graphql } } }',
    });

    const { exitCode, stdout } = await schema('compose', '--config', 'lists/one.yaml');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('graph: A');
    expect(stdout).not.toContain('unread');
    expect((await schema('compose', '--config', 'lists/none.yaml')).exitCode).toBe(3);
  });

  test('reads a list that lies outside the project', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    await writeFile(
      join(elsewhere, 'list.yaml'),
      'subgraphs: { a: { routing_url: "http://a/", schema: { file: a.graphql } } }',
    );
    await writeFile(join(elsewhere, 'a.graphql'), AUTH);

    const { exitCode, stdout } = await schema('compose', '--config', join(elsewhere, 'list.yaml'));
    await rm(elsewhere, { recursive: true });

    expect([exitCode, stdout.includes('graph: A')]).toEqual([0, true]);
  });

  test('cannot write where there is no folder', async () => {
    expect((await schema('compose', '--output', 'none/out.graphql')).exitCode).toBe(3);
  });
});

test('diff prints every change and never fails for one', async () => {
  await write({ 'auth/schema.graphql': AUTH.replace('  email: String\n', '  nickname: String\n') });

  const { exitCode, stdout } = await schema('diff', '--base', 'HEAD');

  expect(exitCode).toBe(0);
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringContaining('BREAKING User.email'),
    expect.stringContaining('SAFE User.nickname'),
  ]);
});

test('lint checks the contracts against the rules of the project', async () => {
  await write({ 'subgraphs/chat/schema.graphql': '"A person." type User {\n  names: [String]\n}' });
  const { exitCode, stdout } = await schema('lint');

  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^subgraphs\/chat\/schema\.graphql:2 schema-docstrings /m);
  expect(stdout).toMatch(/^subgraphs\/chat\/schema\.graphql:2 schema-style /m);
  await rm(join(root, 'subgraphs'), { recursive: true });
  expect(await json('lint')).toMatchObject({ ok: true, exitCode: 0, findings: [] });
});

test.each([
  [[]],
  [['frobnicate']],
  [['check']],
  [['check', '--base']],
  [['check', '--base', 'HEAD', '--bogus']],
  [['check', 'diff', '--base', 'HEAD']],
  [['compose', '--base', 'HEAD']],
  [['lint', '--output', 'x']],
  [['check', '--base', 'HEAD', '--config', '../elsewhere.yaml']],
])('the command line %j is answered with one line and exit code 2', async (args) => {
  const { exitCode, stderr } = await schema(...args);

  expect(exitCode).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('--help explains and passes', async () => {
  expect(await schema('check', '--help')).toEqual({ exitCode: 0, stdout: `${HELP}\n`, stderr: '' });
});
