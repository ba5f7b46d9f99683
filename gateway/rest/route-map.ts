import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 has it. */
const SCHEMA = z.record(z.string(), z.unknown());
const STATUS = z.int().min(200).max(599);
/** In JSONata (https://docs.jsonata.org); `createExpressions` names what it can read and call. */
const EXPRESSION = z.string().min(1);

const OPERATION_STEP = z.strictObject({
  /** What later expressions call its result: `steps.<name>`; `data` is the result of the last step. */
  name: z.string().regex(/^[a-z]\w*$/),
  /** The name of an operation in `operations/v1-*.graphql`. */
  operation: z.string(),
  variables: EXPRESSION.optional(),
  /** The step is left out where this is not true. */
  when: EXPRESSION.optional(),
  /** A list: the step runs for each of its items, as `item`, one after the other. */
  each: EXPRESSION.optional(),
  /** The step runs again until this is true, for 20 seconds at most: for work that a former step began. */
  until: EXPRESSION.optional(),
  /** The access token that the step runs with, where an earlier one has issued it; absent: that of the request. */
  token: EXPRESSION.optional(),
  /** A fault leaves the result null, where the response is worth having without it. */
  optional: z.literal(true).optional(),
  /** 404 where this is null. */
  found: EXPRESSION.optional(),
});

const FORWARD_STEP = z.strictObject({
  name: z.string().regex(/^[a-z]\w*$/),
  /** Method and path of a domain's own HTTP route, which gets headers, query and body as they came. */
  forward: z.strictObject({ method: z.enum(['GET', 'POST']), path: z.string().startsWith('/') }),
});

const EXAMPLE = z.strictObject({
  /** Says what it shows, where a route has several. */
  title: z.string().optional(),
  /** Who sends it; absent: a visitor. */
  as: z.string().optional(),
  path: z.record(z.string(), z.string()).optional(),
  query: z.record(z.string(), z.string()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  /** A file that goes as `multipart/form-data`, with the fields of `body` before it. */
  file: z.strictObject({ name: z.string(), text: z.string().optional(), picture: z.boolean().optional() }).optional(),
  /** Absent: the status of the route. */
  status: STATUS.optional(),
  /** The body as JSON; absent: there is none, or one that is not JSON. */
  response: z.unknown().optional(),
});

const ROUTE = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  /** Below `/v1`; a segment may be `:name`. */
  path: z.string().regex(/^(\/[^/{}]+)+$/),
  summary: z.string().min(1),
  description: z.string().optional(),
  /** Who may call it; what they may see and do is for the domains to say. */
  access: z.enum(['anyone', 'signed-in']),
  query: z.record(z.string(), SCHEMA).optional(),
  body: SCHEMA.optional(),
  /** Whether the header `Idempotency-Key` must or may be sent. */
  idempotencyKey: z.enum(['required', 'optional']).optional(),
  /** Responds as `/healthz` or `/readyz` does. */
  probe: z.enum(['healthz', 'readyz']).optional(),
  /** One step without a name. */
  operation: z.string().optional(),
  variables: EXPRESSION.optional(),
  found: EXPRESSION.optional(),
  steps: z.array(z.union([OPERATION_STEP, FORWARD_STEP])).optional(),
  /** Status of the response; absent: 200, or 204 without a body. */
  status: STATUS.optional(),
  /** The body of the response as JSON; absent: it has none. */
  response: EXPRESSION.optional(),
  /** The address that the response redirects to, with 302. */
  redirect: EXPRESSION.optional(),
  /** JSON Schema of the response. */
  returns: SCHEMA.optional(),
  /** Status by the name of a refusal, where it is not the one of the table at the top. */
  refusals: z.record(z.string(), STATUS).optional(),
  examples: z.array(EXAMPLE).min(1),
});

const ROUTE_MAP = z.strictObject({
  /** When the routes are switched off, for the header `Sunset` (RFC 8594). */
  sunset: z.iso.date(),
  /** Status by the name of a refusal; what is not listed is 422. */
  refusals: z.record(z.string(), STATUS),
  /** JSON Schemas that routes refer to as `#/components/schemas/<name>`. */
  schemas: z.record(z.string(), SCHEMA),
  /** What stands in the OpenAPI document for `{{name}}` in examples. */
  samples: z.record(z.string(), z.unknown()),
  groups: z.array(z.strictObject({ name: z.string(), description: z.string(), routes: z.array(ROUTE).min(1) })),
});

/** The routes of older systems, and how each is handled: the content of `gateway/rest/routes.yaml`. */
export type RouteMap = z.infer<typeof ROUTE_MAP>;
/** One route of the map. */
export type MappedRoute = z.infer<typeof ROUTE>;
/** A request and its response, which the tests send and the OpenAPI document shows. */
export type RouteExample = z.infer<typeof EXAMPLE>;
/** One operation, or one call of a domain's HTTP route. */
export type RouteStep = z.infer<typeof OPERATION_STEP> | z.infer<typeof FORWARD_STEP>;

/** As messages name it. */
const ROUTE_MAP_FILE = 'gateway/rest/routes.yaml';

/** Reads a map of routes. @throws an Error of one line that begins with the file and names the entry. */
export function readRouteMap(url = new URL('routes.yaml', import.meta.url)): RouteMap {
  const file = ROUTE_MAP_FILE;
  let value: unknown;
  try {
    value = parse(readFileSync(url, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  const parsed = ROUTE_MAP.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a map of routes'}`);
}
