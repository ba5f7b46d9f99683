import { z } from 'zod';
import type { Configuration } from '../../runtime/settings/configuration.ts';
import { ConfigurationError } from '../../runtime/settings/configuration-error.ts';
import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { list, url } from '../../runtime/settings/setting-forms.ts';
import {
  bothOf,
  MAIL_VARIABLES,
  PUBLIC_URL_VARIABLE,
  TELEGRAM_VARIABLES,
  TOKEN_VARIABLES,
} from '../../runtime/settings/shared-variables.ts';
import { secret, variable } from '../../runtime/settings/variables.ts';

/** A provider that people sign in with: an OpenID Connect issuer, or GitHub, which speaks OAuth 2 alone. */
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

/** The relying party of passkeys, and the origins where they may be used. */
export interface PasskeySettings {
  /** The relying party's id: a domain, whose passkeys work there and below it. */
  readonly rpId: string;
  /** Shown by browsers. */
  readonly rpName: string;
  readonly origins: readonly string[];
}

/** How people sign in and are reached; null where a way is not set up. */
export interface AuthSettings {
  readonly secret: string;
  /** Sign links to data exports; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
  /** Memory of one password hash. */
  readonly passwordMemoryKib: number;
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
  readonly oauth: OAuthSettings | null;
  readonly passkeys: PasskeySettings | null;
  /** The mail server and the sender. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | null;
  /** The provider that takes text messages as `POST { id, to, text }` with a bearer token. */
  readonly sms: { readonly url: string; readonly token: string } | null;
  /** How Telegram's `initData` is checked; `botId` null: not set up, `botToken` null: by the public keys alone. */
  readonly telegram: {
    readonly botId: string | null;
    readonly botToken: string | null;
    /** Ed25519, 32 bytes in hexadecimal. */
    readonly publicKeys: readonly string[];
  };
}

/** Of one password hash, by the OWASP Password Storage Cheat Sheet, for argon2id with 2 passes and 1 lane. */
const RECOMMENDED_MEMORY_KIB = 19_456;

const PRESETS: Readonly<Record<string, Pick<OAuthProviderSettings, 'kind' | 'issuer'>>> = {
  google: { kind: 'oidc', issuer: 'https://accounts.google.com' },
  github: { kind: 'github', issuer: 'https://github.com' },
};

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z][a-z0-9-]{0,62}$/;
const ANDROID_ORIGIN = /^android:apk-key-hash:[\w-]{43}$/;
/** A private-use scheme names a domain backwards (RFC 8252, section 7.1), so it holds a dot. */
const APP_SCHEME = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/;

const isSecure = (text: string): boolean => {
  const url = URL.parse(text);
  const isHere = /^(localhost|.*\.localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? '');
  return url !== null && url.hash === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere));
};

const some = z.string().min(1);
const secureUrl = some.refine(isSecure, 'must be a URL of https:, or of http: on this machine');
const baseUrl = secureUrl.transform((text) => text.replace(/\/+$/, ''));
const redirectUris = some
  .pipe(list)
  .refine(
    (uris) =>
      uris.length > 0 &&
      uris.every((uri) => isSecure(uri) || (APP_SCHEME.test(URL.parse(uri)?.protocol ?? '') && !uri.includes('#'))),
    'must be URLs of https:, of http: on this machine, or of an app such as com.example.app:/signed-in',
  );
const providerNames = some
  .pipe(list)
  .refine(
    (names) =>
      names.every((name) => /^[a-z][a-z0-9_]{0,30}$/.test(name) && name !== 'telegram') &&
      new Set(names).size === names.length,
    'must be names in small letters, each once, and none of them telegram',
  );
const rpId = some.regex(DOMAIN, 'must be a domain, such as example.com');
const isOrigin = (text: string): boolean => isSecure(text) && URL.parse(text)?.origin === text;
const origins = some
  .pipe(list)
  .refine(
    (all) => all.length > 0 && all.every((one) => isOrigin(one) || ANDROID_ORIGIN.test(one)),
    'must be origins, such as https://app.example.com',
  );

const text = some.optional();

const VARIABLES = {
  AUTH_SECRET: secret('Encrypts signing keys and derives refresh tokens. Changing it signs everybody out.'),
  ARGON2_MEMORY_KIB: variable(z.coerce.number().int().min(8).max(1_048_576).default(RECOMMENDED_MEMORY_KIB), {
    about:
      'Memory of one password hash (argon2id, 2 passes), in KiB; in production at least 19456, which OWASP recommends. Passwords that are stored stay valid.',
  }),
  ...LINK_VARIABLES,
  ...TOKEN_VARIABLES,
  ...PUBLIC_URL_VARIABLE,
  ...MAIL_VARIABLES,
  SMS_URL: variable(url('https:', 'http:').optional(), {
    about:
      'The provider of text messages, which takes POST { id, to, text } with a bearer token. Without it they are treated as e-mail without a mail server.',
    example: 'https://sms.example.com/messages',
  }),
  SMS_TOKEN: variable(text, {}),
  ...TELEGRAM_VARIABLES,
  TELEGRAM_BOT_ID: variable(
    z
      .string()
      .regex(/^[0-9]+$/, 'must be the number of a bot')
      .optional(),
    {
      about:
        "Sign-in from Telegram without the bot's token: its number; `initData` is checked by Telegram's public keys.",
    },
  ),
  TELEGRAM_PUBLIC_KEYS: variable(
    list.pipe(z.array(z.string().regex(/^[0-9a-f]{64}$/, 'must be Ed25519 keys in hexadecimal'))).default([
      // https://core.telegram.org/bots/webapps#validating-data-for-third-party-use, the production environment.
      'e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d',
    ]),
    { example: 'e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d' },
  ),
  OAUTH_PROVIDERS: variable(providerNames.optional(), {
    about:
      'Sign-in through providers: their names, in the order in which clients show them. google and github are known; any other OpenID Connect issuer needs its address too. To each the gateway is known as `PUBLIC_URL/oauth/<name>/callback`. With `OAUTH_GITHUB_ISSUER` GitHub is an Enterprise Server.',
    example: 'google,github,corp',
  }),
  OAUTH_GOOGLE_CLIENT_ID: variable(text, {}),
  OAUTH_GOOGLE_CLIENT_SECRET: variable(text, {}),
  OAUTH_GITHUB_ISSUER: variable(secureUrl.optional(), {}),
  OAUTH_GITHUB_CLIENT_ID: variable(text, {}),
  OAUTH_GITHUB_CLIENT_SECRET: variable(text, {}),
  // Providers beside these two need a compose file of one's own on top of the generated one.
  OAUTH_CORP_ISSUER: variable(secureUrl.optional(), {
    example: 'https://id.example.com/realms/corp',
    container: false,
  }),
  OAUTH_CORP_CLIENT_ID: variable(text, { container: false }),
  OAUTH_CORP_CLIENT_SECRET: variable(text, { container: false }),
  OAUTH_REDIRECT_URIS: variable(text, {
    about: 'Where people may be sent afterwards, each to the letter. Needs `PUBLIC_URL`.',
    example: 'https://app.example.com/signed-in,com.example.app:/signed-in',
  }),
  PASSKEY_RP_ID: variable(rpId.optional(), {
    about:
      'Passkeys: the domain that they belong to, and the origins at or below it where they may be used. Defaults: those of `PUBLIC_URL`, and in development localhost. Changing the domain makes every passkey useless.',
    example: 'example.com',
  }),
  PASSKEY_ORIGINS: variable(origins.optional(), { example: 'https://app.example.com' }),
  PASSKEY_RP_NAME: variable(some.default('Social'), { example: 'Social' }),
};

/** Reads the variables of this domain. */
export const settings = defineSettings(VARIABLES, (values, configuration): AuthSettings => {
  const { PUBLIC_URL: publicUrl } = configuration.read({ PUBLIC_URL: baseUrl.optional() });
  const mail = bothOf(values, 'SMTP_URL', 'MAIL_FROM');
  const sms = bothOf(values, 'SMS_URL', 'SMS_TOKEN');
  if (configuration.production && values.ARGON2_MEMORY_KIB < RECOMMENDED_MEMORY_KIB)
    throw new ConfigurationError(`ARGON2_MEMORY_KIB: must be at least ${RECOMMENDED_MEMORY_KIB} in production`);
  return {
    secret: values.AUTH_SECRET,
    passwordMemoryKib: values.ARGON2_MEMORY_KIB,
    linkSecrets: linkSecretsOf(values),
    tokenIssuer: values.TOKEN_ISSUER,
    tokenAudience: values.TOKEN_AUDIENCE,
    oauth: oauthSettings(configuration, values.OAUTH_PROVIDERS ?? [], publicUrl),
    passkeys: passkeySettings(values, publicUrl ?? (configuration.production ? null : localUrl(configuration))),
    mail: mail === null ? null : { smtpUrl: mail[0], from: mail[1] },
    sms: sms === null ? null : { url: sms[0], token: sms[1] },
    telegram: {
      botId: values.TELEGRAM_BOT_TOKEN?.split(':')[0] ?? values.TELEGRAM_BOT_ID ?? null,
      botToken: values.TELEGRAM_BOT_TOKEN ?? null,
      publicKeys: values.TELEGRAM_PUBLIC_KEYS,
    },
  };
});

const localUrl = ({ port }: Pick<Configuration, 'port'>): string => `http://localhost:${port}`;

function oauthSettings(
  configuration: Pick<Configuration, 'read'>,
  names: readonly string[],
  publicUrl: string | undefined,
): OAuthSettings | null {
  if (names.length === 0) return null;
  const find = <Value>(name: string, schema: z.ZodType<Value>): Value | undefined =>
    configuration.read({ [name]: schema.optional() })[name];
  const need = <Value>(name: string, schema: z.ZodType<Value>): Value => {
    const value = find(name, schema);
    if (value === undefined) throw new ConfigurationError(`${name}: must be set, since OAUTH_PROVIDERS is`);
    return value;
  };
  const uris = need('OAUTH_REDIRECT_URIS', redirectUris);
  if (publicUrl === undefined) throw new ConfigurationError('PUBLIC_URL: must be set, since OAUTH_PROVIDERS is');
  const providers = names.map((name): OAuthProviderSettings => {
    const variableOf = (suffix: string) => `OAUTH_${name.toUpperCase()}_${suffix}`;
    const preset = PRESETS[name];
    const issuer =
      preset === undefined
        ? need(variableOf('ISSUER'), secureUrl)
        : (find(variableOf('ISSUER'), secureUrl) ?? preset.issuer);
    const clientId = need(variableOf('CLIENT_ID'), some);
    const clientSecret = need(variableOf('CLIENT_SECRET'), some);
    return { name, kind: preset?.kind ?? 'oidc', issuer, clientId, clientSecret };
  });
  return { providers, publicUrl, redirectUris: uris };
}

type PasskeyValues = {
  readonly PASSKEY_RP_ID?: string | undefined;
  readonly PASSKEY_ORIGINS?: readonly string[] | undefined;
  readonly PASSKEY_RP_NAME: string;
};

function passkeySettings(values: PasskeyValues, home: string | null): PasskeySettings | null {
  const host = home === null ? null : (URL.parse(home)?.hostname ?? null);
  const id = values.PASSKEY_RP_ID ?? (host !== null && DOMAIN.test(host) ? host : null);
  const all = values.PASSKEY_ORIGINS ?? (home === null ? [] : [new URL(home).origin]);
  if (id === null) return null;
  if (all.length === 0) throw new ConfigurationError('PASSKEY_ORIGINS: must be set, since PASSKEY_RP_ID is');
  const belongs = (origin: string): boolean => {
    const name = URL.parse(origin)?.hostname ?? '';
    return ANDROID_ORIGIN.test(origin) || name === id || name.endsWith(`.${id}`);
  };
  if (!all.every(belongs))
    throw new ConfigurationError('PASSKEY_ORIGINS: must be of the domain in PASSKEY_RP_ID, or below it');
  return { rpId: id, rpName: values.PASSKEY_RP_NAME, origins: all };
}
