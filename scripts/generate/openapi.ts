import { withSamples } from '../../gateway/rest/example-values.ts';
import { type MappedRoute, type RouteExample, type RouteMap, readRouteMap } from '../../gateway/rest/route-map.ts';
import { statusOf } from '../../gateway/rest/route-steps.ts';

/** The OpenAPI 3.1 document of the routes below `/v1`, as text. https://spec.openapis.org/oas/v3.1.1.html */
export function renderOpenApi(map: RouteMap = readRouteMap()): string {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { name, routes } of map.groups)
    for (const route of routes) {
      const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, name, map) };
    }
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Routes of older systems',
      version: '1',
      description: `The same operations as GraphQL offers, by the routes of older systems. Switched off on ${map.sunset}.`,
    },
    servers: [{ url: '/v1' }],
    tags: map.groups.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      schemas: { ...map.schemas, Problem: PROBLEM },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const PROBLEM = {
  description: 'Why a request fails (RFC 9457).',
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'The name of a refusal, or the code of a fault.' },
    detail: { type: 'string', description: 'One sentence, fit to show to a person.' },
  },
} as const;

function operationOf(route: MappedRoute, tag: string, { samples }: RouteMap): object {
  const { method, path, summary, description, access, body, examples } = route;
  const [first] = examples;
  const parameters = parametersOf(route, first, samples);
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+/g, '_')}`.replace(/_$/, ''),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    deprecated: true,
    security: access === 'signed-in' ? [{ bearer: [] }] : [],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBodyOf(route, samples) }),
    responses: responsesOf(route, samples),
  };
}

function parametersOf(route: MappedRoute, example: RouteExample | undefined, samples: RouteMap['samples']): object[] {
  const named = (from: RouteExample['path'], name: string): object => {
    const value = from?.[name];
    return value === undefined ? {} : { example: withSamples(value, samples) };
  };
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
    ...named(example?.path, name),
  }));
  const inQuery = Object.entries(route.query ?? {}).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'query' },
    ...(description === undefined ? {} : { description }),
    schema,
    ...named(example?.query, name),
  }));
  const key = {
    ...{ name: 'Idempotency-Key', in: 'header', required: route.idempotencyKey === 'required' },
    ...{
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      description: 'The same for each try of one request.',
    },
  };
  return [...inPath, ...inQuery, ...(route.idempotencyKey === undefined ? [] : [key])];
}

function requestBodyOf({ body, examples }: MappedRoute, samples: RouteMap['samples']): object {
  const isForm = examples.some(({ file }) => file !== undefined);
  const shown = examples.find((example) => example.body !== undefined)?.body;
  const example = shown === undefined || isForm ? {} : { example: withSamples(shown, samples) };
  return {
    required: true,
    content: { [isForm ? 'multipart/form-data' : 'application/json']: { schema: body, ...example } },
  };
}

function responsesOf(route: MappedRoute, samples: RouteMap['samples']): object {
  const { response, redirect, probe, returns, examples } = route;
  const hasBody = response !== undefined || probe !== undefined;
  const status = statusOf(route);
  const shown = examples.find((example) => example.response !== undefined && (example.status ?? status) === status);
  const example = shown === undefined ? {} : { example: withSamples(shown.response, samples) };
  const content = hasBody ? { content: { 'application/json': { schema: returns ?? {}, ...example } } } : {};
  const headers = redirect === undefined ? {} : { headers: { Location: { schema: { type: 'string' } } } };
  return {
    [status]: { description: hasBody ? 'Done.' : 'Done; no body.', ...headers, ...content },
    default: {
      description: 'Refused, or not possible now.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
}
