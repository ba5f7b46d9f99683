import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type GraphQLBody, post } from '../../gateway/fixtures/clients.ts';
import { createSigner, rulesFor } from '../../gateway/fixtures/tokens.ts';
import { createAuthenticate } from '../../gateway/identity/authenticate.ts';
import type { Gateway } from '../../gateway/index.ts';
import { composeContracts } from '../../tests/toy-gateway.ts';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import { createFileAccess, type FileAccess } from './file-access.ts';

const SECRETS = ['a secret that both domains have, long enough'] as const;

const POST = z.object({ picture: z.object({ url: z.string() }) });

interface FilesContext {
  readonly viewerId: string | null;
  permits(fileId: string, access: string): boolean;
}
interface PostsContext {
  /** Null where the viewer may not see the post. */
  mint(fileId: string): string | null;
}

/** Keeps the bytes, and knows nothing of posts and who may see them. */
const files: ToyDomain<FilesContext> = {
  name: 'files',
  contract: `type Query { files: [String!]! }
    type MediaFile @key(fields: "id access") { id: ID! access: String! @inaccessible url: String! }`,
  resolvers: {
    Query: { files: () => [] },
    MediaFile: {
      __resolveReference: ({ id, access }: { id: string; access: string }, { permits }: FilesContext) =>
        permits(id, access) ? { id, access } : null,
      url: ({ id, access }: { id: string; access: string }) => `/files/${id}?access=${encodeURIComponent(access)}`,
    },
  },
  routes: [
    {
      method: 'GET',
      path: '/files/:id',
      async handle({ params, url }, { permits }) {
        const isPermitted = permits(params['id'] ?? '', url.searchParams.get('access') ?? '');
        return isPermitted ? new Response(`bytes of ${params['id']}`) : new Response(null, { status: 404 });
      },
    },
  ],
  open: ({ now }) => {
    const access = createFileAccess(SECRETS);
    return {
      createContext: ({ viewerId }) => ({
        viewerId,
        permits: (fileId, text) => access.verify(text, fileId, viewerId, now()) !== null,
      }),
    };
  },
};

/** Ada shows her private post to herself, and her public one to everybody. */
const posts: ToyDomain<PostsContext> = {
  name: 'posts',
  contract: `type Query { privatePost: Post publicPost: Post }
    type Post { picture: MediaFile }
    type MediaFile @key(fields: "id access", resolvable: false) { id: ID! access: String! @inaccessible }`,
  resolvers: {
    Query: {
      privatePost: (_: unknown, __: unknown, { mint }: PostsContext) => pictureOf('fil_private', mint('fil_private')),
      publicPost: (_: unknown, __: unknown, { mint }: PostsContext) => pictureOf('fil_public', mint('fil_public')),
    },
  },
  open: ({ now }) => {
    const access: FileAccess = createFileAccess(SECRETS);
    return {
      createContext: ({ viewerId }) => ({
        mint(fileId) {
          if (fileId === 'fil_public') return access.mint({ fileId, viewerId: null, grantId: '' }, now());
          return viewerId === 'usr_ada' ? access.mint({ fileId, viewerId, grantId: 'pst_1' }, now()) : null;
        },
      }),
    };
  },
};

const pictureOf = (id: string, access: string | null) => (access === null ? null : { picture: { id, access } });

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('files that another domain shows, $form', ({ served }) => {
  let clock = Date.parse('2030-01-01T12:00:00.000Z');
  let world: ToyWorld;
  let running: ToyProcess;
  let gateway: Gateway;
  const signedAt = clock;
  const signer = createSigner('k1', signedAt / 1_000);
  beforeAll(async () => {
    world = await openToyWorld({ served });
    running = await world.open(
      { ...files, open: (host, database) => files.open({ ...host, now: () => new Date(clock) }, database) },
      { ...posts, open: (host, database) => posts.open({ ...host, now: () => new Date(clock) }, database) },
    );
    // Tokens of people do not expire here.
    const authenticate = createAuthenticate(rulesFor(signer, () => new Date(signedAt)));
    gateway = await running.gateway({ authenticate });
  });
  afterAll(() => world.close());

  const headersOf = (viewerId: string | null): Record<string, string> =>
    viewerId === null ? {} : { authorization: `Bearer ${signer.sign({ sub: viewerId })}` };
  const query = async (document: string, viewerId: string | null): Promise<GraphQLBody> =>
    (await post(gateway.url, { query: document }, headersOf(viewerId))).body;
  async function read(url: string, viewerId: string | null): Promise<[number, string]> {
    const response = await fetch(new URL(url, gateway.url), { headers: headersOf(viewerId) });
    return [response.status, await response.text()];
  }
  async function urlOf(field: 'privatePost' | 'publicPost', viewerId: string | null): Promise<string> {
    const { data } = await query(`{ ${field} { picture { url } } }`, viewerId);
    return POST.parse(data?.[field]).picture.url;
  }

  test('the access that one domain mints reaches the other through the key of the entity', async () => {
    const url = await urlOf('privatePost', 'usr_ada');
    expect(await read(url, 'usr_ada')).toEqual([200, 'bytes of fil_private']);
  });

  test('the link of one viewer is nothing to others', async () => {
    const url = await urlOf('privatePost', 'usr_ada');
    for (const other of ['usr_eve', null]) expect(await read(url, other)).toEqual([404, '']);
  });

  test('what is for everybody is for visitors and for people', async () => {
    const url = await urlOf('publicPost', null);
    for (const viewerId of ['usr_eve', null]) expect(await read(url, viewerId)).toEqual([200, 'bytes of fil_public']);
  });

  test.each(['', '?access=', '?access=1.x', `?access=${'9'.repeat(10)}.${'A'.repeat(43)}`])(
    'bytes are not served without access: %s',
    async (search) => {
      expect(await read(`/files/fil_public${search}`, 'usr_ada')).toEqual([404, '']);
    },
  );

  test('access to one file is none to another', async () => {
    const url = (await urlOf('publicPost', null)).replace('fil_public', 'fil_private');
    expect(await read(url, 'usr_ada')).toEqual([404, '']);
  });

  test('access ends after ten minutes', async () => {
    const url = await urlOf('publicPost', null);
    clock += 10 * 60 * 1_000;
    expect(await read(url, null)).toEqual([404, '']);
  });

  test('clients cannot select it, or hand in their own', async () => {
    const selected = await query('{ publicPost { picture { access } } }', null);
    expect(selected.errors?.[0]?.message).toContain('Cannot query field "access" on type "MediaFile"');
    const forged = { __typename: 'MediaFile', id: 'fil_private', access: '' };
    const document = 'query ($all: [_Any!]!) { _entities(representations: $all) { ... on MediaFile { url } } }';
    expect((await query(document.replace('($all: [_Any!]!)', '').replace('$all', '[]'), null)).errors).toHaveLength(1);
    expect(await running.client('files').execute(document, { all: [forged] })).toMatchObject({
      data: { _entities: [null] },
    });
  });
});

test('a stub with another key does not compose with it', () => {
  const contracts = new Map(
    [
      ['files', files.contract],
      ['posts', posts.contract.replace('fields: "id access", resolvable: false', 'fields: "id", resolvable: false')],
    ].map(([name, contract]) => [String(name), `${PREAMBLE}\n${contract}`]),
  );
  expect(() => composeContracts(contracts)).toThrow(/MediaFile/);
});

const PREAMBLE =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])';
