import { resolve } from 'node:path';
import { z } from 'zod';
import { openSecrets, type Secrets } from './secrets.ts';

/** A setting that cannot be used: one clear line that names the variable. Stops the process with exit code 1. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Whether engines are started here (`start`) or must be given (`serve`). */
type Form = 'start' | 'serve';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      `must be a URL of ${schemes.join(' or ')}`,
    );

const VARIABLES = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: port.default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: url('postgresql:', 'postgres:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  EMBED: list.optional(),
  SEED: z.enum(['demo', 'none']).optional(),
  SUPERGRAPH_FILE: z.string().min(1).optional(),
  AUTH: z.enum(['jwt', 'off']).default('jwt'),
  LIMITS: z.enum(['on', 'off']).default('on'),
  TRUSTED_PROXIES: list.default([]),
  ALLOWED_ORIGINS: list.default([]),
  CALLER_KEYS: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  TOKEN_ISSUER: z.string().min(1).default('social-supergraph'),
  TOKEN_AUDIENCE: z.string().min(1).default('social-supergraph-clients'),
  DATABASE_SECRET: z.string().min(32).optional(),
  AUTH_SECRET: z.string().min(32).optional(),
  CALLER_SIGNING_KEY: z.string().min(32).optional(),
  NOTIFICATIONS_SECRET: z.string().min(32).optional(),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  MAIL_FROM: z.string().min(3).default('Social Supergraph <no-reply@localhost>'),
  VAPID_PRIVATE_KEY: z.string().min(32).optional(),
  VAPID_SUBJECT: url('mailto:', 'https:').default('mailto:no-reply@localhost.invalid'),
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  TELEGRAM_BOT_NAME: z.string().min(1).optional(),
  TELEGRAM_WEBHOOK_SECRET: z.string().min(16).optional(),
  TELEGRAM_API_URL: url('https:', 'http:').default('https://api.telegram.org'),
});

/** How people are reached outside this system; null where a way is not set up. */
interface NotificationSettings {
  readonly smtpUrl: string | null;
  /** An address as in a letter's `From:`. */
  readonly mailFrom: string;
  /** Base64url or PEM. Null in development: one is made and kept. */
  readonly vapidPrivateKey: string | null;
  readonly vapidSubject: string;
  readonly telegram: {
    readonly token: string;
    /** Without `@`. */
    readonly botName: string;
    /** What Telegram shows with each update, as given to `setWebhook`. */
    readonly webhookSecret: string;
    readonly apiUrl: string;
  } | null;
}

/** Everything the environment decides, checked once at start. */
export interface Configuration {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** The database owner; null: embedded under `start`, an error where it is needed under `serve`. */
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Names of the subgraphs that the gateway opens in its own process. */
  readonly embed: 'all' | readonly string[];
  readonly seed: 'demo' | 'none';
  readonly supergraphFile: string | null;
  readonly auth: 'jwt' | 'off';
  readonly limits: 'on' | 'off';
  readonly trustedProxies: readonly string[];
  /** Origins beside our own that may open sockets and read answers. */
  readonly allowedOrigins: readonly string[];
  /** File or URL of the JWKS that signs callers; null: the key this process would sign with. */
  readonly callerKeys: string | null;
  readonly logLevel: string;
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
  readonly notifications: NotificationSettings;
  readonly secrets: Secrets;
  /** A variable of one domain, `<NAME>_<SUFFIX>`; undefined when not set. */
  domainVariable(domain: string, suffix: 'DATABASE_URL' | 'SUBGRAPH_URL'): string | undefined;
}

/** Reads and checks the environment. @throws ConfigurationError naming the variable that cannot be used. */
export function loadConfiguration(form: Form, environment: NodeJS.ProcessEnv = process.env): Configuration {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = VARIABLES.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigurationError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  if (production && values.SUPERGRAPH_FILE === undefined) {
    if (values.AUTH === 'off')
      throw new ConfigurationError('AUTH: off is refused in production without SUPERGRAPH_FILE');
    if (values.LIMITS === 'off')
      throw new ConfigurationError('LIMITS: off is refused in production without SUPERGRAPH_FILE');
  }
  const dataDir = resolve(values.DATA_DIR);

  return {
    production,
    port: values.PORT,
    host: values.HOST,
    dataDir,
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    embed: embedOf(form, values.EMBED),
    seed: values.SEED ?? (form === 'start' && values.NODE_ENV === 'development' ? 'demo' : 'none'),
    supergraphFile: values.SUPERGRAPH_FILE ?? null,
    auth: values.AUTH,
    limits: values.LIMITS,
    trustedProxies: values.TRUSTED_PROXIES,
    allowedOrigins: values.ALLOWED_ORIGINS,
    callerKeys: values.CALLER_KEYS ?? null,
    logLevel: values.LOG_LEVEL ?? (form === 'start' && !production ? 'warn' : 'info'),
    tokenIssuer: values.TOKEN_ISSUER,
    tokenAudience: values.TOKEN_AUDIENCE,
    notifications: notificationSettingsOf(values),
    secrets: openSecrets({
      given: values,
      dataDir,
      production,
      missing: (name) => new ConfigurationError(`${name}: must be set in production`),
    }),
    domainVariable: (domain, suffix) => given[`${domain.toUpperCase()}_${suffix}`],
  };
}

function notificationSettingsOf(values: z.infer<typeof VARIABLES>): NotificationSettings {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_BOT_NAME: botName, TELEGRAM_WEBHOOK_SECRET: webhookSecret } = values;
  const isSetUp = token !== undefined && botName !== undefined && webhookSecret !== undefined;
  return {
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM,
    vapidPrivateKey: values.VAPID_PRIVATE_KEY?.replaceAll('\\n', '\n') ?? null,
    vapidSubject: values.VAPID_SUBJECT,
    telegram: isSetUp ? { token, botName, webhookSecret, apiUrl: values.TELEGRAM_API_URL } : null,
  };
}

function embedOf(form: Form, given: readonly string[] | undefined): 'all' | readonly string[] {
  if (given === undefined) return form === 'start' ? 'all' : [];
  return given.includes('all') ? 'all' : given.filter((name) => name !== 'none');
}

/** Keeps vendor packages from calling home; must run before they are imported. */
export function disableVendorTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
}

/** The environment of a process that this one starts: its own, with `changes`. */
export const childEnvironment = (changes: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...changes,
});
