import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { type GithubPerson, type GithubServer, openGithubServer } from '../../tests/github-server.ts';
import { type IdentityProvider, openIdentityProvider, type ProviderPerson } from '../../tests/identity-provider.ts';
import { provenAs } from '../../tests/proven-session.ts';
import auth from './index.ts';

const APP = 'https://app.example.com/signed-in';
const PUBLIC_URL = 'https://api.example.com';
const BOT_TOKEN = '7342037359:AAHI2e8YvWw0Sc0Tb4Uu6p7M1l2K3j4H5g6';

const ERRORS = 'errors { __typename ... on UserError { path } }';
const USER = 'user { id identities { provider subject } }';
const DOCUMENTS: Readonly<Record<string, string>> = {
  startOAuth: `mutation ($input: StartOAuthInput!) { startOAuth(input: $input) { authorizationUrl state ${ERRORS} } }`,
  completeOAuth: `mutation ($input: CompleteOAuthInput!) { completeOAuth(input: $input) { session { user { id email emailVerified } } ${ERRORS} } }`,
  linkIdentity: `mutation ($input: LinkIdentityInput!) { linkIdentity(input: $input) { ${USER} ${ERRORS} } }`,
  unlinkIdentity: `mutation ($input: UnlinkIdentityInput!) { unlinkIdentity(input: $input) { ${USER} ${ERRORS} } }`,
  loginWithTelegram: `mutation ($input: LoginWithTelegramInput!) { loginWithTelegram(input: $input) { session { user { id } } ${ERRORS} } }`,
  setPassword: `mutation ($input: SetPasswordInput!) { setPassword(input: $input) { ${ERRORS} } }`,
  register: `mutation ($input: RegisterInput!) { register(input: $input) { session { user { id } } ${ERRORS} } }`,
  securityEvents: '{ securityEvents { edges { node { kind } } } }',
};

describe('identities', () => {
  let world: DomainWorld;
  let issuer: IdentityProvider;
  let github: GithubServer;
  let people = 0;

  beforeAll(async () => {
    issuer = await openIdentityProvider(`${PUBLIC_URL}/oauth/corp/callback`);
    github = await openGithubServer('Iv1.app', 'a secret of the app');
    world = await openDomainWorld(auth, {
      environment: {
        PUBLIC_URL,
        TELEGRAM_BOT_TOKEN: BOT_TOKEN,
        OAUTH_PROVIDERS: 'corp,github',
        OAUTH_REDIRECT_URIS: APP,
        OAUTH_CORP_ISSUER: issuer.issuer,
        OAUTH_CORP_CLIENT_ID: issuer.clientId,
        OAUTH_CORP_CLIENT_SECRET: issuer.clientSecret,
        OAUTH_GITHUB_ISSUER: github.url,
        OAUTH_GITHUB_CLIENT_ID: 'Iv1.app',
        OAUTH_GITHUB_CLIENT_SECRET: 'a secret of the app',
      },
      answers: { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) },
    });
  });
  afterAll(async () => {
    await world.close();
    await Promise.all([issuer.stop(), github.close()]);
  });

  const run = async (name: string, variables: Record<string, unknown>, caller: Caller = ANONYMOUS) => {
    const { data, errors } = await world.execute(DOCUMENTS[name] ?? '', variables, caller);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return (data as any)[name];
  };
  const register = async (): Promise<{ id: string; caller: Caller }> => {
    people += 1;
    const input = { email: `ada${people}@example.org`, password: 'correct horse battery' };
    const { id } = (await run('register', { input })).session.user;
    return { id, caller: await provenAs(world, id) };
  };
  const atCorp = (): ProviderPerson => {
    people += 1;
    return { sub: `sub-${people}` };
  };
  const atGithub = (more: Partial<GithubPerson> = {}): GithubPerson => {
    people += 1;
    return { id: people, login: `ada-${people}`, emails: [], ...more };
  };
  const codeFrom = async (person: ProviderPerson | GithubPerson, authorizationUrl: string) => {
    const back =
      'sub' in person ? await issuer.visit(authorizationUrl, person) : github.visit(authorizationUrl, person);
    const app = new URL((await world.get(`${back.pathname}${back.search}`)).headers.get('location') ?? '');
    return app.searchParams.get('code') ?? '';
  };
  const proofOf = async (person: ProviderPerson | GithubPerson, caller?: Caller) => {
    const provider = 'sub' in person ? 'corp' : 'github';
    const { authorizationUrl, state } = await run('startOAuth', { input: { provider, redirectUri: APP } }, caller);
    return { state, code: await codeFrom(person, authorizationUrl) };
  };
  const signIn = async (person: ProviderPerson | GithubPerson) =>
    run('completeOAuth', { input: await proofOf(person) });
  const link = async (person: ProviderPerson | GithubPerson, caller: Caller) =>
    run('linkIdentity', { input: await proofOf(person, caller) }, caller);
  const unlink = (provider: string, caller: Caller) => run('unlinkIdentity', { input: { provider } }, caller);
  const refused = (__typename: string, ...path: string[]) => ({
    user: null,
    errors: [{ __typename, path: ['input', ...path] }],
  });
  const kindsOf = async (caller: Caller): Promise<string[]> =>
    (await run('securityEvents', {}, caller)).edges.map(({ node }: { node: { kind: string } }) => node.kind);
  const initData = (id: number): string => {
    const fields = { user: JSON.stringify({ id, first_name: 'Ada' }), auth_date: `${Math.floor(Date.now() / 1_000)}` };
    const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    const secret = createHmac('sha256', 'WebAppData').update(BOT_TOKEN).digest();
    const hash = createHmac('sha256', secret).update(lines.sort().join('\n')).digest('hex');
    return new URLSearchParams({ ...fields, hash }).toString();
  };

  describe('GitHub', () => {
    test('signs in by its number, with the email it has proved', async () => {
      const email = `gh${people}@example.org`;
      const emails = [
        { email: 'other@example.org', primary: false, verified: true },
        { email, primary: true, verified: true },
      ];
      const person = atGithub({ emails });
      const { session } = await signIn(person);
      expect(session.user).toMatchObject({ email, emailVerified: true });
      expect((await signIn({ ...person, login: 'renamed' })).session.user.id).toBe(session.user.id);
    });

    test('vouches for no email that it has not proved', async () => {
      const emails = [{ email: `gh${people}@example.org`, primary: true, verified: false }];
      expect((await signIn(atGithub({ emails }))).session.user).toMatchObject({ email: null });
    });

    test('stands by no code of another attempt', async () => {
      const [one, other] = [await proofOf(atGithub()), await proofOf(atGithub())];
      const input = { state: one.state, code: other.code };
      expect((await run('completeOAuth', { input })).errors).toEqual([
        { __typename: 'InvalidOAuthAttempt', path: ['input', 'state'] },
      ]);
    });
  });

  describe('linking', () => {
    test('adds ways to sign in, records an event for each, and changes nothing when repeated', async () => {
      const { id, caller } = await register();
      const [corp, gh] = [atCorp(), atGithub()];
      const telegram = 5_000_000 + people;
      await link(corp, caller);
      await link(gh, caller);
      const linked = await run('linkIdentity', { input: { initData: initData(telegram) } }, caller);
      expect(linked.errors).toEqual([]);
      expect(linked.user.identities).toEqual([
        { provider: 'corp', subject: corp.sub },
        { provider: 'github', subject: String(gh.id) },
        { provider: 'telegram', subject: String(telegram) },
      ]);
      expect((await link(corp, caller)).errors).toEqual([]);
      expect((await kindsOf(caller)).filter((kind) => kind === 'IDENTITY_LINKED')).toHaveLength(3);
      expect((await signIn(corp)).session.user.id).toBe(id);
      expect((await signIn(gh)).session.user.id).toBe(id);
    });

    test('an identity of somebody else is refused', async () => {
      const [ada, eve] = [await register(), await register()];
      const person = atCorp();
      const telegram = 6_000_000 + people;
      await link(person, ada.caller);
      expect(await link(person, eve.caller)).toEqual(refused('IdentityTaken'));
      await run('loginWithTelegram', { input: { initData: initData(telegram) } });
      const again = new URLSearchParams(initData(telegram));
      await world.sql.$executeRaw`DELETE FROM used_proof`;
      expect(await run('linkIdentity', { input: { initData: again.toString() } }, eve.caller)).toEqual(
        refused('IdentityTaken'),
      );
    });

    test('of two persons who link one identity at once one has it', async () => {
      const [ada, eve] = [await register(), await register()];
      const person = atCorp();
      const proofs = [
        { input: await proofOf(person, ada.caller), caller: ada.caller },
        { input: await proofOf(person, eve.caller), caller: eve.caller },
      ];
      const outcomes = await Promise.all(proofs.map(({ input, caller }) => run('linkIdentity', { input }, caller)));
      expect(outcomes.map(({ errors }) => errors[0]?.__typename ?? 'linked').sort()).toEqual([
        'IdentityTaken',
        'linked',
      ]);
    });

    test('a second identity of one provider is refused', async () => {
      const { caller } = await register();
      await link(atCorp(), caller);
      expect(await link(atCorp(), caller)).toEqual(refused('ProviderAlreadyLinked'));
    });

    test('an attempt that somebody else or a visitor began is refused, and used up', async () => {
      const [ada, eve] = [await register(), await register()];
      for (const caller of [eve.caller, undefined]) {
        const input = await proofOf(atCorp(), caller);
        expect(await run('linkIdentity', { input }, ada.caller)).toEqual(refused('InvalidOAuthAttempt', 'state'));
        expect((await run('completeOAuth', { input })).session).toBeNull();
      }
    });

    test.each([
      ['nothing', {}],
      ['half of it', { state: 'x' }],
      ['both', { state: 'x', code: 'x', initData: 'x' }],
    ])('%s is refused', async (_, input) => {
      expect(await run('linkIdentity', { input }, (await register()).caller)).toEqual(refused('InvalidInput'));
    });

    test('data that Telegram does not vouch for, or that was used, is refused', async () => {
      const { caller } = await register();
      const data = initData(7_000_000 + people);
      expect(await run('linkIdentity', { input: { initData: data.replace(/hash=./, 'hash=x') } }, caller)).toEqual(
        refused('InvalidInitData', 'initData'),
      );
      await run('loginWithTelegram', { input: { initData: data } });
      expect(await run('linkIdentity', { input: { initData: data } }, caller)).toEqual(
        refused('InvalidInitData', 'initData'),
      );
    });

    test('guessing is refused after ten tries', async () => {
      const { caller } = await register();
      for (let tries = 0; tries < 10; tries += 1) await run('linkIdentity', { input: { initData: 'x' } }, caller);
      expect(await run('linkIdentity', { input: { initData: 'x' } }, caller)).toEqual(refused('TooManyAttempts'));
      for (let tries = 0; tries < 10; tries += 1)
        await run('linkIdentity', { input: { state: 'x', code: 'x' } }, caller);
      expect(await run('linkIdentity', { input: { state: 'x', code: 'x' } }, caller)).toEqual(
        refused('TooManyAttempts'),
      );
    });
  });

  describe('unlinking', () => {
    test('removes an identity, and records an event', async () => {
      const { id, caller } = await register();
      const person = atCorp();
      await link(person, caller);
      expect(await unlink('corp', caller)).toEqual({ user: { id, identities: [] }, errors: [] });
      expect(await kindsOf(caller)).toContain('IDENTITY_UNLINKED');
      expect((await signIn(person)).session.user.id).not.toBe(id);
      expect(await unlink('corp', caller)).toEqual(refused('NotFound', 'provider'));
      expect(await unlink('x'.repeat(1_000), caller)).toEqual(refused('NotFound', 'provider'));
    });

    test('the last way to sign in stays, and a password without an address is none', async () => {
      const { session } = await signIn(atCorp());
      const caller = await provenAs(world, session.user.id);
      expect(await unlink('corp', caller)).toEqual(refused('LastWayToSignIn', 'provider'));
      await run('setPassword', { input: { newPassword: 'a first password' } }, caller);
      expect(await unlink('corp', caller)).toEqual(refused('LastWayToSignIn', 'provider'));
      await link(atGithub(), caller);
      expect((await unlink('corp', caller)).errors).toEqual([]);
      expect(await unlink('github', caller)).toEqual(refused('LastWayToSignIn', 'provider'));
    });

    test('of two that are taken away at once one stays', async () => {
      const { session } = await signIn(atCorp());
      const caller = await provenAs(world, session.user.id);
      await link(atGithub(), caller);
      const outcomes = await Promise.all([unlink('corp', caller), unlink('github', caller)]);
      expect(outcomes.map(({ errors }) => errors[0]?.__typename ?? 'gone').sort()).toEqual(['LastWayToSignIn', 'gone']);
    });
  });

  test('a visitor links and unlinks nothing', async () => {
    for (const [name, input] of Object.entries({
      linkIdentity: { initData: 'x' },
      unlinkIdentity: { provider: 'corp' },
    })) {
      const { errors } = await world.execute(DOCUMENTS[name] ?? '', { input }, ANONYMOUS);
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });

  test('without a bot nothing is linked by Telegram', async () => {
    const other = await openDomainWorld(auth);
    try {
      const input = { initData: initData(1) };
      const { data } = await other.execute(DOCUMENTS['linkIdentity'] ?? '', { input }, other.as('usr_1'));
      expect(data?.['linkIdentity']).toEqual(refused('ProviderUnavailable', 'initData'));
    } finally {
      await other.close();
    }
  });
});
