import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv, types } from 'node:util';
import { z } from 'zod';
import { GATEWAY_VARIABLES, type GatewaySettings, gatewaySettingsOf } from './gateway-settings.ts';
import { OUTREACH_VARIABLES, type OutreachSettings, outreachSettingsOf } from './outreach-settings.ts';
import { isSigningKey, openSecrets, type Secrets } from './secrets.ts';
import { list, origins, url } from './setting-forms.ts';
import { type SignInSettings, signInSettings } from './sign-in-settings.ts';

/** A setting that cannot be used: one clear line that names the variable. Stops the process with exit code 1. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Whether engines are started here (`start`) or must be given (`serve`). */
type Form = 'start' | 'serve';

const port = z.coerce.number().int().min(0).max(65_535);
const databaseUrl = url('postgresql:', 'postgres:');
const DOMAIN_VARIABLES = {
  DATABASE_URL: databaseUrl,
  SUBGRAPH_URL: z
    .string()
    .refine(
      (text) => text.split(',').every((part) => url('http:', 'https:').safeParse(part.trim()).success),
      'must be a URL of http: or https:, or several with commas between',
    ),
};

const VARIABLES = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: port.default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: databaseUrl.optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  EMBED: list.optional(),
  SEED: z.enum(['demo', 'none']).optional(),
  SUPERGRAPH_FILE: z.string().min(1).optional(),
  AUTH: z.enum(['jwt', 'off']).default('jwt'),
  LIMITS: z.enum(['on', 'off']).default('on'),
  ...GATEWAY_VARIABLES,
  ...OUTREACH_VARIABLES,
  TRUSTED_PROXIES: list.default([]),
  ALLOWED_ORIGINS: origins.default([]),
  CALLER_KEYS: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  LOG_FORMAT: z.enum(['json', 'text']).optional(),
  PUBLIC_URL: url('https:', 'http:').optional(),
  TOKEN_ISSUER: z.string().min(1).default('social-supergraph'),
  TOKEN_AUDIENCE: z.string().min(1).default('social-supergraph-clients'),
  DATABASE_SECRET: z.string().min(32).optional(),
  AUTH_SECRET: z.string().min(32).optional(),
  CALLER_SIGNING_KEY: z.string().refine(isSigningKey, 'must be a private P-256 key in PEM').optional(),
  NOTIFICATIONS_SECRET: z.string().min(32).optional(),
});

/** Everything the environment decides, checked once at start. */
export interface Configuration extends OutreachSettings {
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
  readonly gateway: GatewaySettings;
  readonly trustedProxies: readonly string[];
  /** Origins beside our own, and patterns of them, that may open sockets and read answers. */
  readonly allowedOrigins: readonly string[];
  /** File or URL of the JWKS that signs callers; null: the key this process would sign with. */
  readonly callerKeys: string | null;
  readonly logLevel: string;
  /** `json` for machines, `text` for people. */
  readonly logFormat: 'json' | 'text';
  /** Where clients reach the gateway, for links in letters; null in production when nobody said so. */
  readonly publicUrl: string | null;
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
  /** Through providers and by passkeys. */
  readonly signIn: SignInSettings;
  readonly secrets: Secrets;
  /** A variable of one domain, `<NAME>_<SUFFIX>`; undefined when not set. */
  domainVariable(domain: string, suffix: 'DATABASE_URL' | 'SUBGRAPH_URL'): string | undefined;
}

/**
 * Reads and checks the environment: that of the process, with what `.env` adds to it, unless another is given.
 *
 * @throws ConfigurationError naming the variable that cannot be used.
 */
export function loadConfiguration(form: Form, environment: NodeJS.ProcessEnv = processEnvironment()): Configuration {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = VARIABLES.safeParse(given);
  if (!parsed.success) throw refusal(parsed.error);
  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  if (production && values.SUPERGRAPH_FILE === undefined) {
    if (values.AUTH === 'off')
      throw new ConfigurationError('AUTH: off is refused in production without SUPERGRAPH_FILE');
    if (values.LIMITS === 'off')
      throw new ConfigurationError('LIMITS: off is refused in production without SUPERGRAPH_FILE');
  }
  const signIn = signInSettings(production).safeParse(given);
  if (!signIn.success) throw refusal(signIn.error);
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
    gateway: gatewaySettingsOf(values, {
      countsOperations: production && values.AUTH === 'jwt',
      refuse: (line) => new ConfigurationError(line),
    }),
    trustedProxies: values.TRUSTED_PROXIES,
    // Behind a proxy the `Host` of a request may be another one than its page has.
    allowedOrigins: [...values.ALLOWED_ORIGINS, ...originOf(values.PUBLIC_URL)],
    callerKeys: values.CALLER_KEYS ?? null,
    logLevel: values.LOG_LEVEL ?? (form === 'start' && !production ? 'warn' : 'info'),
    logFormat: values.LOG_FORMAT ?? (values.NODE_ENV === 'development' ? 'text' : 'json'),
    publicUrl: values.PUBLIC_URL ?? (production ? null : `http://localhost:${values.PORT}`),
    tokenIssuer: values.TOKEN_ISSUER,
    tokenAudience: values.TOKEN_AUDIENCE,
    ...outreachSettingsOf(values, (line) => new ConfigurationError(line)),
    signIn: signIn.data,
    secrets: openSecrets({
      given: values,
      dataDir,
      production,
      missing: (name) => new ConfigurationError(`${name}: must be set in production`),
    }),
    domainVariable: (domain, suffix) => checked(`${domain.toUpperCase()}_${suffix}`, DOMAIN_VARIABLES[suffix], given),
  };
}

/**
 * The environment of this process over what a file of variables says, `ENV_FILE` or `.env` in the working directory. With
 * `ENV_FILE=none` no file is read.
 */
function processEnvironment(): NodeJS.ProcessEnv {
  const { ENV_FILE: given } = process.env;
  if (given === 'none') return process.env;
  try {
    return { ...parseEnv(readFileSync(given || '.env', 'utf8')), ...process.env };
  } catch (error) {
    const isAbsent = types.isNativeError(error) && Reflect.get(error, 'code') === 'ENOENT';
    if (given || !isAbsent) throw new ConfigurationError(`ENV_FILE: ${given || '.env'} cannot be read`);
    return process.env;
  }
}

const originOf = (address: string | undefined): string[] => (address === undefined ? [] : [new URL(address).origin]);

/** Checked when asked for: other programs' variables may end alike. */
function checked(name: string, form: z.ZodType<string>, given: NodeJS.ProcessEnv): string | undefined {
  const parsed = z.object({ [name]: form.optional() }).safeParse(given);
  if (!parsed.success) throw refusal(parsed.error);
  return parsed.data[name];
}

const refusal = ({ issues: [issue] }: z.ZodError): ConfigurationError =>
  new ConfigurationError(`${issue?.path.join('.')}: ${issue?.message}`);

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
