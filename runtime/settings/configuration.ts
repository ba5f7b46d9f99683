import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv, types } from 'node:util';
import { z } from 'zod';
import { ConfigurationError } from './configuration-error.ts';
import { GATEWAY_VARIABLES, type GatewaySettings, gatewaySettingsOf } from './gateway-settings.ts';
import { isSigningKey, openSecrets, type Secrets } from './secrets.ts';
import { list, url } from './setting-forms.ts';
import { notesOf, type Variables, variable } from './variables.ts';

/** Whether engines are started here (`start`) or must be given (`serve`). */
type Form = 'start' | 'serve';

const port = z.coerce.number().int().min(0).max(65_535);
const databaseUrl = url('postgresql:', 'postgres:').refine(
  (text) => [undefined, null, 'true', 'false'].includes(URL.parse(text)?.searchParams.get('prepared_statements')),
  'prepared_statements must be true or false',
);
const DOMAIN_VARIABLES = {
  DATABASE_URL: databaseUrl,
  DATABASE_DIRECT_URL: databaseUrl,
  DATABASE_OWNER_URL: databaseUrl,
  SUBGRAPH_URL: z
    .string()
    .refine(
      (text) => text.split(',').every((part) => url('http:', 'https:').safeParse(part.trim()).success),
      'must be a URL of http: or https:, or several with commas between',
    ),
};

/** Variables of every process, or of how it is run. */
export const PROCESS_VARIABLES = {
  NODE_ENV: variable(z.enum(['development', 'test', 'production']).default('development'), {
    about: '`development`, `test` or `production`. In production every secret must be set.',
    example: 'development',
    container: false,
  }),
  HOST: variable(z.string().min(1).default('127.0.0.1'), {
    about: 'Where the gateway, or a served subgraph, listens.',
    example: '127.0.0.1',
    container: false,
  }),
  PORT: variable(port.default(4000), { example: '4000', container: false }),
  METRICS_PORT: variable(port.optional(), {
    about:
      'Where `/metrics` is served instead of on `PORT`. Under `npm run serve -- all` subgraphs have the ports after it, in the order of `supergraph.yaml`.',
    example: '9464',
    container: false,
  }),
  DATA_DIR: variable(z.string().min(1).default('.data'), {
    about: 'Data of the embedded engines, and generated secrets.',
    example: '.data',
    container: false,
  }),
  DATABASE_URL: variable(databaseUrl.optional(), {
    about:
      "Owner of the database: runs migrations, and each domain's own role is derived from it. Without it `npm start` runs an embedded PostgreSQL; `npm run serve` needs it, or one `<NAME>_DATABASE_URL` a domain.",
    example: 'postgresql://owner:password@127.0.0.1:5432/social',
    container: false,
  }),
  REDIS_URL: variable(url('redis:', 'rediss:').optional(), {
    about: 'Without it `npm start` runs a private Redis; `npm run serve` needs it.',
    example: 'redis://127.0.0.1:6379',
    container: false,
  }),
  EMBED: variable(list.optional(), {
    about:
      'Subgraphs that the gateway runs in its own process: `all`, `none`, or names. Default: all under start, none under serve.',
    example: 'auth,profile',
    container: false,
  }),
  SEED: variable(z.enum(['demo', 'none']).optional(), {
    about: '`demo` or `none`. Default: `demo` under start in development, if the database is empty.',
    example: 'none',
    container: false,
  }),
  SUPERGRAPH_FILE: variable(z.string().min(1).optional(), {
    about: 'The gateway alone over any Federation 2 supergraph; requires `AUTH=off`.',
    example: 'supergraph.graphql',
    container: false,
  }),
  AUTH: variable(z.enum(['jwt', 'off']).default('jwt'), {
    about: '`jwt` or `off`; `on` or `off`. Off is refused in production without `SUPERGRAPH_FILE`.',
    example: 'jwt',
    container: false,
  }),
  LIMITS: variable(z.enum(['on', 'off']).default('on'), { example: 'on', container: false }),
  LOG_LEVEL: variable(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(), {
    about:
      '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. Default: `warn` under start in development, else `info`.',
    example: 'info',
  }),
  LOG_FORMAT: variable(z.enum(['json', 'text']).optional(), {
    about: '`json`, or `text` for people. Default: `text` in development, else `json`.',
    example: 'json',
  }),
  LOG_REPEATED_STATEMENTS: variable(z.enum(['on', 'off']).optional(), {
    about:
      'Whether operations that send one SQL statement for each row, instead of one for all, are logged at `warn`. Default: `on` in development, else `off`.',
    example: 'off',
  }),
  DATABASE_SECRET: variable(z.string().min(32).optional(), {
    about:
      "Passwords of the domains' database roles are derived from it, where `<NAME>_DATABASE_URL` does not give one. At least 32 characters, as every secret.",
    container: false,
  }),
  DATABASE_ROLE_PREFIX: variable(
    z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,30}$/, 'must be lower-case letters')
      .optional(),
    {
      about:
        "Stands before the name of each domain's database role, for a server whose roles are shared with others. Up to 31 lower-case letters, digits and `_`; its schemas have no prefix.",
      example: 'social_',
      container: false,
    },
  ),
  CALLER_SIGNING_KEY: variable(z.string().refine(isSigningKey, 'must be a private P-256 key in PEM').optional(), {
    about:
      'Signs callers for subgraphs: an EC P-256 private key in PEM; line breaks may be written as \\n. The gateway has one, and each subgraph one of its own for what it asks others.',
    container: false,
  }),
  CALLER_KEYS: variable(z.string().min(1).optional(), {
    about:
      "The JWKS that subgraphs check callers against: its text, a file or a URL. Default: the public half of `CALLER_SIGNING_KEY`. A key with a `service` is that domain's alone: it signs no scopes and for no other domain.",
    example: '/etc/social/caller-keys.json',
    container: false,
  }),
};

const VARIABLES = z.object({ ...PROCESS_VARIABLES, ...GATEWAY_VARIABLES });

/** Everything the environment decides, checked once at start. */
export interface Configuration {
  readonly production: boolean;
  readonly port: number;
  /** Null: metrics are served on `port`. */
  readonly metricsPort: number | null;
  readonly host: string;
  /** An absolute path. */
  readonly dataDir: string;
  /** The database owner; null: embedded under `start`, an error where it is needed under `serve`. */
  readonly databaseUrl: string | null;
  /** Stands before the names of the domains' database roles; empty by default. */
  readonly databaseRolePrefix: string;
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
  /** Whether operations that send one SQL statement for each row are logged. */
  readonly logsRepeatedStatements: boolean;
  /** Where clients reach the gateway, for links in letters; null in production when nobody said so. */
  readonly publicUrl: string | null;
  readonly tokenIssuer: string;
  readonly tokenAudience: string;
  readonly secrets: Secrets;
  /** A variable of one domain, `<NAME>_<SUFFIX>`; undefined when not set. */
  domainVariable(domain: string, suffix: keyof typeof DOMAIN_VARIABLES): string | undefined;
  /**
   * Reads variables that somebody else declares.
   *
   * @throws ConfigurationError with a line for each secret that is missing, or for the first that cannot be used.
   */
  read<Shape extends Variables>(variables: Shape): z.output<z.ZodObject<Shape>>;
  /** The same with other values of some variables. @throws ConfigurationError as `loadConfiguration`. */
  with(changes: Readonly<Record<string, string>>): Configuration;
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
  const dataDir = resolve(values.DATA_DIR);
  const secrets = openSecrets({
    given,
    dataDir,
    production,
    missing: (name) => new ConfigurationError(missingLine(name)),
  });

  return {
    production,
    port: values.PORT,
    metricsPort: values.METRICS_PORT ?? null,
    host: values.HOST,
    dataDir,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseRolePrefix: values.DATABASE_ROLE_PREFIX ?? '',
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
    logsRepeatedStatements:
      (values.LOG_REPEATED_STATEMENTS ?? (values.NODE_ENV === 'development' ? 'on' : 'off')) === 'on',
    logLevel: values.LOG_LEVEL ?? (form === 'start' && !production ? 'warn' : 'info'),
    logFormat: values.LOG_FORMAT ?? (values.NODE_ENV === 'development' ? 'text' : 'json'),
    publicUrl: values.PUBLIC_URL ?? (production ? null : `http://localhost:${values.PORT}`),
    tokenIssuer: values.TOKEN_ISSUER,
    tokenAudience: values.TOKEN_AUDIENCE,
    secrets,
    domainVariable: (domain, suffix) => checked(`${domain.toUpperCase()}_${suffix}`, DOMAIN_VARIABLES[suffix], given),
    read: (variables) => parse(variables, { ...given, ...madeSecrets(variables, { given, production, secrets }) }),
    with: (changes) => loadConfiguration(form, { ...environment, ...changes }),
  };
}

function parse<Shape extends Variables>(
  variables: Shape,
  given: Readonly<Record<string, string | undefined>>,
): z.output<z.ZodObject<Shape>> {
  const parsed = z.object(variables).safeParse(given);
  if (!parsed.success) throw refusal(parsed.error);
  return parsed.data;
}

const missingLine = (name: string): string => `${name}: must be set in production`;

/** Values of declared secrets that were not given. In production there are none, and those that may be missing are. */
function madeSecrets(
  variables: Variables,
  { given, production, secrets }: { given: NodeJS.ProcessEnv; production: boolean; secrets: Secrets },
): Readonly<Record<string, string>> {
  const missing = Object.entries(variables).flatMap(([name, schema]) => {
    const { secret } = notesOf(schema);
    if (secret === undefined || given[name] !== undefined) return [];
    return production && schema.safeParse(undefined).success ? [] : [{ name, secret }];
  });
  if (production && missing.length > 0)
    throw new ConfigurationError(missing.map(({ name }) => missingLine(name)).join('\n'));
  return Object.fromEntries(missing.map(({ name, secret }) => [name, secrets.readOfDomain(name, secret)]));
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
const checked = (name: string, form: z.ZodType<string>, given: NodeJS.ProcessEnv): string | undefined =>
  parse({ [name]: form.optional() }, given)[name];

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
