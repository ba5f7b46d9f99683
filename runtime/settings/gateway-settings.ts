import { z } from 'zod';
import { list, origins } from './setting-forms.ts';
import { PUBLIC_URL_VARIABLE, TOKEN_VARIABLES } from './shared-variables.ts';
import { variable } from './variables.ts';

/** As subgraphs put it into `extensions.code`. */
const ERROR_CODE = /^[A-Za-z][\w.:-]{0,99}$/;

/** Of the hop from client to gateway, or the gateway's own: what a subgraph gets there is not for a client to say. */
const OWN_HEADER =
  /^(accept|accept-.*|connection|content-.*|expect|host|keep-alive|proxy-.*|sec-.*|te|trailer|transfer-encoding|upgrade|x-request-id|x-client-origin)$/;

const milliseconds = z.coerce.number().int().min(1).max(600_000);
/** `<subgraph>.query=<milliseconds>`, or `.mutation`. */
const SUBGRAPH_TIMEOUT = /^([\w-]+)\.(query|mutation)=([1-9]\d{0,5})$/;

/** Variables that only a gateway reads. */
export const GATEWAY_VARIABLES = {
  ...TOKEN_VARIABLES,
  ...PUBLIC_URL_VARIABLE,
  TRUSTED_PROXIES: variable(list.default([]), {
    about:
      "Addresses of reverse proxies whose `X-Forwarded-For` is believed, and further origins whose pages may use the gateway: `*` stands for any name or port (`https://*.app.example.com`), alone for all. In development this machine's may, on any port.",
    example: '10.0.0.0/8',
  }),
  ALLOWED_ORIGINS: variable(origins.default([]), { example: 'https://app.example.com' }),
  TRUSTED_DOCUMENTS: variable(z.string().min(1).optional(), {
    about:
      'A manifest of the documents that our own clients were built with (`npm run schema -- manifest --output <file>`). `allow`: clients may name them by hash, and send others; `only`: nothing else is answered.',
    example: 'trusted-documents.json',
  }),
  TRUSTED_DOCUMENTS_MODE: variable(z.enum(['allow', 'only']).default('allow'), { example: 'allow' }),
  PUBLIC_CACHE_SECONDS: variable(z.coerce.number().int().min(0).max(86_400).default(0), {
    about: "How long shared caches may keep what visitors get by GET of a document's hash. 0: not at all.",
    example: '0',
  }),
  OPERATIONS_PER_MINUTE: variable(z.coerce.number().int().min(0).optional(), {
    about:
      'Operations in a minute of one person (of one address for visitors) at one gateway process, 0: not counted; and how many queries and mutations it runs at once before it refuses others with 503. Default of the first: 6000 in production with `AUTH=jwt`, else 0.',
    example: '6000',
  }),
  REQUESTS_IN_FLIGHT: variable(z.coerce.number().int().min(1).default(500), { example: '500' }),
  SHARE_QUERIES: variable(z.enum(['on', 'off']).default('on'), {
    about:
      'Whether equal queries of one caller that run at the same time are answered by one execution: `on` or `off`.',
    example: 'on',
  }),
  FORWARD_HEADERS: variable(
    z
      .string()
      .toLowerCase()
      .default('')
      .pipe(list)
      .refine((names) => names.every((name) => /^[a-z0-9][a-z0-9_-]*$/.test(name)), 'must be names of headers')
      .refine((names) => !names.some((name) => OWN_HEADER.test(name)), 'names a header that cannot go on'),
    {
      about: 'With `SUPERGRAPH_FILE`: headers of clients that go on to subgraphs, and as parameters of their sockets.',
      example: 'authorization,x-tenant',
      container: false,
    },
  ),
  QUERY_TIMEOUT_MS: variable(milliseconds.default(2_000), {
    about:
      'How long one call of a subgraph may take by the kind of its operation, all calls of one request together, and where a subgraph may take another time.',
    example: '2000',
  }),
  MUTATION_TIMEOUT_MS: variable(milliseconds.default(5_000), { example: '5000' }),
  REQUEST_TIMEOUT_MS: variable(milliseconds.default(10_000), { example: '10000' }),
  SUBGRAPH_TIMEOUTS_MS: variable(
    z
      .string()
      .default('')
      .pipe(list)
      .refine(
        (parts) => parts.every((part) => SUBGRAPH_TIMEOUT.test(part)),
        'must be such as reports.query=30000,reports.mutation=60000',
      ),
    { example: 'reports.query=30000,reports.mutation=60000' },
  ),
  SUBGRAPH_ERROR_CODES: variable(
    z
      .string()
      .default('')
      .pipe(list)
      .refine((codes) => codes.every((code) => ERROR_CODE.test(code)), 'must be error codes with commas between')
      .refine((codes) => !codes.includes('INTERNAL'), 'INTERNAL is never let through'),
    {
      about:
        'Codes that subgraphs put into `extensions.code` and that reach clients, with the message, beside our own nine. Any other is logged, and clients get `INTERNAL`.',
      example: 'MEMBERS_ONLY,PAYMENT_REQUIRED',
    },
  ),
  COMPRESSION: variable(z.enum(['on', 'off']).default('on'), {
    about:
      "Whether responses over 1 KB and the explorer's files are compressed for clients that ask for it: `on`, or `off` where a proxy in front does so.",
    example: 'on',
  }),
  SLOW_OPERATION_MS: variable(z.coerce.number().int().min(0).default(1_000), {
    about:
      'Queries and mutations that take as long are logged at `info`, in milliseconds; 0: none. Every operation is logged at `debug`.',
    example: '1000',
  }),
};

/** What a gateway lets clients do, as far as operators decide it. */
export interface GatewaySettings {
  /** The manifest of documents that clients were built with; null: none. */
  readonly trustedDocuments: string | null;
  /** `only`: nothing else is answered. */
  readonly trustedDocumentsMode: 'allow' | 'only';
  /** How long shared caches may keep what visitors get by the hash of a document; 0: not at all. */
  readonly publicCacheSeconds: number;
  /** Of one person, or of one address of visitors, at one process; 0: not counted. */
  readonly operationsPerMinute: number;
  /** Queries and mutations that one process runs at once. */
  readonly requestsInFlight: number;
  /** Whether equal queries of one caller that run at the same time are answered by one execution. */
  readonly shareQueries: boolean;
  /** Whether answers are compressed for clients that ask for it. */
  readonly compression: boolean;
  /** Queries and mutations that take as long are logged at `info`, in milliseconds; 0: none for its time. */
  readonly slowOperationMs: number;
  /** Headers of clients that go on to subgraphs, in lower case. */
  readonly forwardHeaders: readonly string[];
  /** Codes of subgraphs' errors beside the closed list that reach clients, with the message. */
  readonly subgraphErrorCodes: readonly string[];
  /** How long calls of subgraphs may take. */
  readonly callTimeouts: CallTimeoutSettings;
}

/**
 * A hundred a second: far more than a person or an office of them asks for, far less than one process can answer. Not
 * counted in development, where load is tried out, nor where nobody is known: there all may come from one proxy.
 */
const OPERATIONS_PER_MINUTE = 6_000;

/** In milliseconds; none is longer than `requestMs`. */
interface CallTimeoutSettings {
  readonly queryMs: number;
  readonly mutationMs: number;
  /** All calls of one request together. */
  readonly requestMs: number;
  /** Where a subgraph may take another time; absent: nowhere. */
  readonly subgraphs?: ReadonlyMap<string, { readonly queryMs?: number; readonly mutationMs?: number }> | undefined;
}

type GatewayVariables = z.infer<z.ZodObject<typeof GATEWAY_VARIABLES>>;

/** What settings depend on beside the variables. */
interface SettingsOptions {
  readonly countsOperations: boolean;
  /** Makes the error of a line that names a variable. */
  refuse(line: string): Error;
}

/** The settings as code names them. */
export const gatewaySettingsOf = (
  values: GatewayVariables,
  { countsOperations, refuse }: SettingsOptions,
): GatewaySettings => ({
  trustedDocuments: values.TRUSTED_DOCUMENTS ?? null,
  trustedDocumentsMode: values.TRUSTED_DOCUMENTS_MODE,
  publicCacheSeconds: values.PUBLIC_CACHE_SECONDS,
  operationsPerMinute: values.OPERATIONS_PER_MINUTE ?? (countsOperations ? OPERATIONS_PER_MINUTE : 0),
  requestsInFlight: values.REQUESTS_IN_FLIGHT,
  shareQueries: values.SHARE_QUERIES === 'on',
  compression: values.COMPRESSION === 'on',
  slowOperationMs: values.SLOW_OPERATION_MS,
  forwardHeaders: forwardHeadersOf(values, refuse),
  subgraphErrorCodes: values.SUBGRAPH_ERROR_CODES,
  callTimeouts: callTimeoutsOf(values, refuse),
});

function forwardHeadersOf(values: GatewayVariables, refuse: (line: string) => Error): readonly string[] {
  const { FORWARD_HEADERS: names, PUBLIC_CACHE_SECONDS: seconds } = values;
  if (names.length > 0 && seconds > 0)
    throw refuse('PUBLIC_CACHE_SECONDS: must be 0 with FORWARD_HEADERS, since answers may depend on those');
  return names;
}

function callTimeoutsOf(values: GatewayVariables, refuse: (line: string) => Error): CallTimeoutSettings {
  const {
    QUERY_TIMEOUT_MS: queryMs,
    MUTATION_TIMEOUT_MS: mutationMs,
    REQUEST_TIMEOUT_MS: requestMs,
    SUBGRAPH_TIMEOUTS_MS: parts,
  } = values;
  const subgraphs = new Map<string, { queryMs?: number; mutationMs?: number }>();
  for (const part of parts) {
    const [, name = '', kind, ms] = SUBGRAPH_TIMEOUT.exec(part) ?? [];
    const own = kind === 'query' ? { queryMs: Number(ms) } : { mutationMs: Number(ms) };
    subgraphs.set(name, { ...subgraphs.get(name), ...own });
  }
  const each = [...subgraphs.values()].flatMap((own) => Object.values(own));
  const longest = Math.max(queryMs, mutationMs, ...each);
  if (longest > requestMs)
    throw refuse(`REQUEST_TIMEOUT_MS: must be at least ${longest}, as long as the longest call of a subgraph may take`);
  return { queryMs, mutationMs, requestMs, ...(subgraphs.size > 0 && { subgraphs }) };
}
