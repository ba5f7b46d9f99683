import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import type { DomainWorld } from '../../tests/domain-world.ts';
import type { ProviderPerson } from '../../tests/identity-provider.ts';
import { type OAuthWorld, openOAuthWorld } from '../../tests/oauth-world.ts';

const MINUTE_MS = 60_000;

const ERRORS = 'errors { __typename ... on UserError { path } }';
const USER = 'user { id email emailVerified }';
const DOCUMENTS: Readonly<Record<string, string>> = {
  completeOAuth: `mutation ($input: CompleteOAuthInput!) { completeOAuth(input: $input) { session { accessToken ${USER} } ${ERRORS} } }`,
  register: `mutation ($input: RegisterInput!) { register(input: $input) { session { accessToken user { id } } ${ERRORS} } }`,
  suspendUser: `mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { ${ERRORS} } }`,
  securityEvents: '{ securityEvents { edges { node { kind } } } }',
  me: '{ me { identities { provider subject } } }',
  oauthProviders: '{ oauthProviders }',
};

describe('sign-in by a provider', () => {
  let opened: OAuthWorld;
  let world: DomainWorld;
  let clock = Date.now();
  let people = 0;
  let profileIsAway = false;
  const requested: (string | undefined)[] = [];

  beforeAll(async () => {
    opened = await openOAuthWorld({
      now: () => new Date(clock),
      answers: {
        profile(_, variables) {
          if (profileIsAway) throw new Error('Profile is down.');
          requested.push((variables['input'] as { nickname?: string }).nickname);
          return { reserveNickname: { reserved: true, errors: [] }, releaseNickname: { released: true } };
        },
      },
    });
    ({ world } = opened);
  });
  afterAll(() => opened.close());

  const ask = (name: string, variables: Record<string, unknown>, caller: Caller = ANONYMOUS) =>
    world.execute(DOCUMENTS[name] ?? '', variables, caller);
  const run = async (name: string, variables: Record<string, unknown> = {}, caller?: Caller) => {
    const { data, errors } = await ask(name, variables, caller);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return (data as any)[name];
  };
  const newPerson = (more: Partial<ProviderPerson> = {}): ProviderPerson => {
    people += 1;
    const name = `ada${people}`;
    return {
      sub: `sub-${name}`,
      email: `${name}@example.org`,
      email_verified: true,
      preferred_username: name,
      ...more,
    };
  };
  const complete = (input: object) => run('completeOAuth', { input });
  const signIn = async (person: ProviderPerson) => complete(await opened.proofOf(person));
  const refused = (__typename: string, ...path: string[]) => ({
    session: null,
    errors: [{ __typename, path: ['input', ...path] }],
  });
  const INVALID = refused('InvalidOAuthAttempt', 'state');
  const LINK_REQUIRED = refused('AccountLinkRequired', 'state');
  const codesOf = async (input: object) =>
    (await ask('completeOAuth', { input })).errors?.map(({ extensions }) => [
      extensions?.['code'],
      extensions?.['retryable'],
    ]);
  const identitiesOf = async (id: string) => (await run('me', {}, world.as(id))).identities;
  const register = async (email: string, isVerified: boolean): Promise<string> => {
    const { session } = await run('register', { input: { email, password: 'correct horse battery' } });
    if (isVerified) await world.sql.$executeRaw`UPDATE identifier SET verified_at = now() WHERE value = ${email}`;
    return session.user.id;
  };

  test('providers are listed by name', async () => {
    expect(await run('oauthProviders')).toEqual(['corp', 'github']);
  });

  test('the first one makes an account with name and proved email from there, the next one finds it', async () => {
    const person = newPerson();
    const first = await signIn(person);
    expect(first.errors).toEqual([]);
    const { user } = first.session;
    expect(user).toMatchObject({ email: person.email, emailVerified: true });
    expect(await identitiesOf(user.id)).toEqual([{ provider: 'corp', subject: person.sub }]);
    expect((await signIn(person)).session.user.id).toBe(user.id);
    expect(requested).toContain(person.preferred_username);
    const published = (await world.published()).filter(
      ({ payload }) => (payload as { userId: string }).userId === user.id,
    );
    const registered = published.filter(({ type }) => type === 'auth.user-registered');
    expect(registered).toMatchObject([{ payload: { nickname: person.preferred_username } }]);
  });

  test('who brings no email, or one that is not proved and nobody’s, gets an account without one', async () => {
    const { email: _, ...nameless } = newPerson();
    for (const person of [nameless, newPerson({ email_verified: false }), newPerson({ email_verified: 'true' })]) {
      const { session } = await signIn(person);
      expect(session.user).toMatchObject({ email: null, emailVerified: null });
    }
  });

  describe('an account that has the email', () => {
    test('is linked when provider and person have both proved the email, and its owner is notified', async () => {
      const person = newPerson();
      const id = await register(person.email ?? '', true);
      const { session } = await signIn({ ...person, email: person.email?.toUpperCase() ?? '' });
      expect(session.user.id).toBe(id);
      expect(await identitiesOf(id)).toEqual([{ provider: 'corp', subject: person.sub }]);
      const { edges } = await run('securityEvents', {}, world.as(id));
      expect(edges.map(({ node }: { node: { kind: string } }) => node.kind)).toContain('IDENTITY_LINKED');
    });

    test.each([
      ['the person has not proved it', {}, false],
      ['the provider has not', { email_verified: false }, true],
      ['the provider does not say', { email_verified: undefined }, true],
      ['neither has', { email_verified: false }, false],
    ])('is not joined when %s', async (_, more, isVerified) => {
      // as: `undefined` is left out of the provider's response.
      const person = newPerson(more as Partial<ProviderPerson>);
      const id = await register(person.email ?? '', isVerified);
      for (let times = 0; times < 2; times += 1) expect(await signIn(person)).toEqual(LINK_REQUIRED);
      expect(await world.sql.$queryRaw`SELECT 1 FROM identity WHERE user_id = ${id}`).toEqual([]);
      expect(await world.sql.$queryRaw`SELECT 1 FROM identity WHERE subject = ${person.sub}`).toEqual([]);
    });

    test('is not joined when it asks for one-time passwords', async () => {
      const person = newPerson();
      const id = await register(person.email ?? '', true);
      await world.sql.$executeRaw`INSERT INTO totp (user_id, sealed_secret, confirmed_at) VALUES (${id}, 'x', now())`;
      expect(await signIn(person)).toEqual(LINK_REQUIRED);
    });

    test('is not joined when another of this provider is linked to it', async () => {
      const person = newPerson();
      await signIn(person);
      expect(await signIn({ ...newPerson(), email: person.email ?? '' })).toEqual(LINK_REQUIRED);
    });

    test('is not joined while it is suspended', async () => {
      const person = newPerson();
      const userId = await register(person.email ?? '', true);
      await run('suspendUser', { input: { userId, reason: 'Spam.' } }, world.as('usr_admin', { scopes: ['admin'] }));
      expect(await signIn(person)).toEqual(refused('AccountSuspended'));
      expect(await world.sql.$queryRaw`SELECT 1 FROM identity WHERE user_id = ${userId}`).toEqual([]);
    });
  });

  test('who is suspended is refused', async () => {
    const person = newPerson();
    const { session } = await signIn(person);
    const input = { userId: session.user.id, reason: 'Spam.' };
    await run('suspendUser', { input }, world.as('usr_admin', { scopes: ['admin'] }));
    expect(await signIn(person)).toMatchObject({ session: null, errors: [{ __typename: 'AccountSuspended' }] });
  });

  describe('an attempt', () => {
    test('counts once, also of many at the same time', async () => {
      const proof = await opened.proofOf(newPerson());
      const outcomes = await Promise.all(Array.from({ length: 4 }, () => complete(proof)));
      expect(outcomes.filter(({ session }) => session !== null)).toHaveLength(1);
      expect(outcomes.filter(({ errors }) => errors[0]?.__typename === 'InvalidOAuthAttempt')).toHaveLength(3);
      expect(await complete(proof)).toEqual(INVALID);
    });

    test('of one person in two browsers at once makes one account', async () => {
      const person = newPerson();
      const proofs = [await opened.proofOf(person), await opened.proofOf(person), await opened.proofOf(person)];
      const outcomes = await Promise.all(proofs.map(complete));
      expect(new Set(outcomes.map(({ session }) => session?.user.id)).size).toBe(1);
    });

    test('is not completed by what stands in addresses: state and code are worth nothing without its secret', async () => {
      const { authorizationUrl, state } = await opened.start();
      const app = await opened.goThrough(authorizationUrl, newPerson());
      const code = app.searchParams.get('code');
      const seen = app.searchParams.get('state');
      expect(new URL(authorizationUrl).searchParams.get('state')).toBe(seen);
      for (const part of [authorizationUrl, app.href]) expect(part).not.toContain(state);
      for (const guess of [seen, 'x', '', 'x'.repeat(5_000)])
        expect(await complete({ state: guess, code })).toEqual(INVALID);
      expect(await complete({ state, code })).toMatchObject({ errors: [] });
    });

    test('takes no code of another attempt, nor one that is made up', async () => {
      const [ada, eve] = [await opened.proofOf(newPerson()), await opened.proofOf(newPerson())];
      expect(await complete({ state: ada.state, code: eve.code })).toEqual(INVALID);
      expect(await complete({ state: eve.state, code: 'x' })).toEqual(INVALID);
      expect(await complete(ada)).toEqual(INVALID);
    });

    test('takes no id token of another nonce', async () => {
      const { authorizationUrl, state } = await opened.start();
      const url = new URL(authorizationUrl);
      url.searchParams.set('nonce', 'of somebody else');
      const code = (await opened.goThrough(url.href, newPerson())).searchParams.get('code');
      expect(await complete({ state, code })).toEqual(INVALID);
    });

    test('counts for ten minutes', async () => {
      const [late, onTime] = [await opened.proofOf(newPerson()), await opened.proofOf(newPerson())];
      const { authorizationUrl } = await opened.start();
      clock += 10 * MINUTE_MS - 1;
      expect((await complete(onTime)).errors).toEqual([]);
      clock += 1;
      expect(await complete(late)).toEqual(INVALID);
      const back = await opened.issuer.visit(authorizationUrl, newPerson());
      expect((await world.get(`${back.pathname}${back.search}`)).status).toBe(400);
    });

    test('leaves nothing in the database by which it could be completed', async () => {
      const { state } = await opened.proofOf(newPerson());
      const rows = await world.sql.$queryRaw`SELECT a::text FROM oauth_attempt a`;
      expect(JSON.stringify(rows)).not.toContain(state);
    });
  });

  test('nothing is stored when profile is away', async () => {
    const person = newPerson();
    const proof = await opened.proofOf(person);
    profileIsAway = true;
    expect(await codesOf(proof)).toEqual([['UNAVAILABLE', true]]);
    profileIsAway = false;
    expect(await world.sql.$queryRaw`SELECT 1 FROM identity WHERE subject = ${person.sub}`).toEqual([]);
    expect((await signIn(person)).errors).toEqual([]);
  });

  test('one person signs in as often as the provider vouches for them', async () => {
    const person = newPerson();
    for (let times = 0; times < 12; times += 1) expect((await signIn(person)).errors).toEqual([]);
  });
});
