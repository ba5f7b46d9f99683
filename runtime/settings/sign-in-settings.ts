import { z } from 'zod';

/** Somebody who vouches for people: an OpenID Connect issuer, or GitHub, which speaks OAuth 2 alone. */
export interface OAuthProviderSettings {
  readonly name: string;
  readonly kind: 'oidc' | 'github';
  /** The issuer, to the letter; of GitHub the address of its pages. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How people sign in through providers. */
export interface OAuthSettings {
  readonly providers: readonly OAuthProviderSettings[];
  /** Where the gateway is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  /** Where people may be sent afterwards, each to the letter. */
  readonly redirectUris: readonly string[];
}

/** Whose passkeys are, and where they may be used. */
export interface PasskeySettings {
  /** The relying party's id: a domain, whose passkeys work there and below it. */
  readonly rpId: string;
  /** Shown by browsers. */
  readonly rpName: string;
  readonly origins: readonly string[];
}

/** How people sign in beside passwords; null: not set up. */
export interface SignInSettings {
  readonly oauth: OAuthSettings | null;
  readonly passkeys: PasskeySettings | null;
}

const PRESETS: Readonly<Record<string, Pick<OAuthProviderSettings, 'kind' | 'issuer'>>> = {
  google: { kind: 'oidc', issuer: 'https://accounts.google.com' },
  github: { kind: 'github', issuer: 'https://github.com' },
};

/** Where the gateway listens when nothing else is said. */
const DEFAULT_PORT = 4000;

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z][a-z0-9-]{0,62}$/;
const ANDROID_ORIGIN = /^android:apk-key-hash:[\w-]{43}$/;
/** A private-use scheme names a domain backwards (RFC 8252, section 7.1), so it holds a dot. */
const APP_SCHEME = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/;

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const isSecure = (text: string): boolean => {
  const url = URL.parse(text);
  const isHere = /^(localhost|.*\.localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? '');
  return url !== null && url.hash === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere));
};

const some = z.string().min(1);
const secureUrl = some.refine(isSecure, 'must be a URL of https:, or of http: on this machine');
const baseUrl = secureUrl.transform((text) => text.replace(/\/+$/, ''));
const redirectUris = some
  .transform(listOf)
  .refine(
    (uris) =>
      uris.length > 0 &&
      uris.every((uri) => isSecure(uri) || (APP_SCHEME.test(URL.parse(uri)?.protocol ?? '') && !uri.includes('#'))),
    'must be URLs of https:, of http: on this machine, or of an app such as com.example.app:/signed-in',
  );
const providerNames = some
  .transform(listOf)
  .refine(
    (names) =>
      names.every((name) => /^[a-z][a-z0-9_]{0,30}$/.test(name) && name !== 'telegram') &&
      new Set(names).size === names.length,
    'must be names in small letters, each once, and none of them telegram',
  );
const rpId = some.regex(DOMAIN, 'must be a domain, such as example.com');
const isOrigin = (text: string): boolean => isSecure(text) && URL.parse(text)?.origin === text;
const origins = some
  .transform(listOf)
  .refine(
    (all) => all.length > 0 && all.every((one) => isOrigin(one) || ANDROID_ORIGIN.test(one)),
    'must be origins, such as https://app.example.com',
  );

/** Reads one variable; null when it is not set. What is wrong becomes an issue under its name. */
type Read = <Schema extends z.ZodType>(name: string, schema: Schema) => z.output<Schema> | null;

/** The settings in an environment; an issue has the name of its variable as path. */
export const signInSettings = (production: boolean) =>
  z.record(z.string(), z.string().optional()).transform((given, context): SignInSettings => {
    const complain = (name: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [name], message });
    };
    const read: Read = (name, schema) => {
      if (given[name] === undefined) return null;
      const parsed = schema.safeParse(given[name]);
      if (parsed.success) return parsed.data;
      complain(name, parsed.error.issues[0]?.message ?? 'cannot be used');
      return null;
    };
    const publicUrl = read('PUBLIC_URL', baseUrl);
    const port = Number(given['PORT'] ?? DEFAULT_PORT);
    const home = publicUrl ?? (production ? null : `http://localhost:${port}`);
    return { oauth: oauthSettings(read, complain, publicUrl), passkeys: passkeySettings(read, complain, home) };
  });

type Complain = (name: string, message: string) => void;

function oauthSettings(read: Read, complain: Complain, publicUrl: string | null): OAuthSettings | null {
  const names = read('OAUTH_PROVIDERS', providerNames) ?? [];
  if (names.length === 0) return null;
  const need = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> | null => {
    const value = read(name, schema);
    if (value === null) complain(name, 'must be set, since OAUTH_PROVIDERS is');
    return value;
  };
  const uris = need('OAUTH_REDIRECT_URIS', redirectUris);
  if (publicUrl === null) complain('PUBLIC_URL', 'must be set, since OAUTH_PROVIDERS is');
  const providers = names.flatMap((name): OAuthProviderSettings[] => {
    const variable = (suffix: string) => `OAUTH_${name.toUpperCase()}_${suffix}`;
    const preset = PRESETS[name];
    const issuer = preset === undefined ? need(variable('ISSUER'), secureUrl) : read(variable('ISSUER'), secureUrl);
    const clientId = need(variable('CLIENT_ID'), some);
    const clientSecret = need(variable('CLIENT_SECRET'), some);
    if (clientId === null || clientSecret === null) return [];
    return [{ name, kind: preset?.kind ?? 'oidc', issuer: issuer ?? preset?.issuer ?? '', clientId, clientSecret }];
  });
  return publicUrl === null || uris === null ? null : { providers, publicUrl, redirectUris: uris };
}

function passkeySettings(read: Read, complain: Complain, home: string | null): PasskeySettings | null {
  const host = home === null ? null : (URL.parse(home)?.hostname ?? null);
  const given = read('PASSKEY_RP_ID', rpId);
  const id = given ?? (host !== null && DOMAIN.test(host) ? host : null);
  const all = read('PASSKEY_ORIGINS', origins) ?? (home === null ? [] : [new URL(home).origin]);
  const rpName = read('PASSKEY_RP_NAME', some) ?? 'Social';
  if (id === null) return null;
  if (all.length === 0) complain('PASSKEY_ORIGINS', 'must be set, since PASSKEY_RP_ID is');
  const belongs = (origin: string): boolean => {
    const name = URL.parse(origin)?.hostname ?? '';
    return ANDROID_ORIGIN.test(origin) || name === id || name.endsWith(`.${id}`);
  };
  if (!all.every(belongs)) complain('PASSKEY_ORIGINS', 'must be of the domain in PASSKEY_RP_ID, or below it');
  return { rpId: id, rpName, origins: all };
}
