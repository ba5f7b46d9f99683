import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { isRawNumber } from '../../../runtime/text/json-numbers.ts';
import { isRecord } from '../../graphql/records.ts';
import type { MappedRoute, RouteMap } from '../../rest/route-map.ts';
import { ProblemError } from './problem.ts';

/** Checks what a request carries by the schemas of its route. */
export interface InputRules {
  /** The query's parameters, numbers and booleans as such. @throws ProblemError */
  query(route: MappedRoute, parameters: URLSearchParams): Promise<Readonly<Record<string, unknown>>>;
  /** @throws ProblemError */
  body(route: MappedRoute, body: unknown): Promise<unknown>;
}

/** Makes the checks. The library is loaded, and a schema compiled, when the first request needs it. */
export function createInputRules({ schemas }: Pick<RouteMap, 'schemas'>): InputRules {
  const compiled = new WeakMap<object, ValidateFunction>();
  let loading: Promise<{ exact: Ajv2020; lenient: Ajv2020 }> | null = null;

  async function load(): Promise<{ exact: Ajv2020; lenient: Ajv2020 }> {
    const [{ Ajv2020: Ajv }, { default: addFormats }] = await Promise.all([
      import('ajv/dist/2020.js'),
      import('ajv-formats'),
    ]);
    const open = (coerceTypes: boolean): Ajv2020 => {
      const ajv = new Ajv({ coerceTypes, strict: false, ownProperties: true, schemas: [schemaDocument(schemas)] });
      // as: the module of the library is one of CommonJS whose types name a default export twice.
      (addFormats as unknown as (to: Ajv2020) => void)(ajv);
      return ajv;
    };
    return { exact: open(false), lenient: open(true) };
  }

  async function check(schema: object, value: unknown, { isText, at }: { isText: boolean; at: string }): Promise<void> {
    loading ??= load();
    const { exact, lenient } = await loading;
    let validate = compiled.get(schema);
    if (validate === undefined) {
      validate = (isText ? lenient : exact).compile(withDocument(schema));
      compiled.set(schema, validate);
    }
    if (validate(value)) return;
    const [error] = validate.errors ?? [];
    const where = [at, ...(error?.instancePath ?? '').split('/').slice(1)].join('.');
    const detail = `${where}: ${error?.message ?? 'is not valid'}.`;
    throw new ProblemError({ status: 422, code: 'InvalidInput', detail, extra: { path: where.split('.') } });
  }

  return {
    async query(route, parameters) {
      const values: Record<string, unknown> = Object.create(null);
      for (const [name, value] of parameters)
        if (route.query !== undefined && Object.hasOwn(route.query, name)) values[name] = value;
      if (route.query !== undefined) await check(querySchema(route.query), values, { isText: true, at: 'query' });
      return { ...values };
    },
    async body(route, body) {
      if (route.body === undefined) return null;
      await check(route.body, asDoubles(body), { isText: false, at: 'body' });
      return isRecord(body) ? { ...body } : body;
    },
  };
}

/** The value with doubles for the numbers that no double holds, which would be objects to a schema. */
function asDoubles(value: unknown): unknown {
  if (isRawNumber(value)) return Number(value.rawJSON);
  if (Array.isArray(value)) return value.map(asDoubles);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asDoubles(each)]));
}

const querySchemas = new WeakMap<object, object>();

/** One schema of all parameters: a route has one object of them, which is its key. */
function querySchema(parameters: Readonly<Record<string, unknown>>): object {
  const cached = querySchemas.get(parameters);
  if (cached !== undefined) return cached;
  const schema = { type: 'object', properties: parameters };
  querySchemas.set(parameters, schema);
  return schema;
}

/** References in the map are those of the OpenAPI document that is generated from it. */
const DOCUMENT = 'v1';
const schemaDocument = (schemas: RouteMap['schemas']): object => ({ $id: DOCUMENT, components: { schemas } });

/** The schema with its references into the map's own document. */
function withDocument(schema: unknown): object {
  // as: what `JSON.parse` reads of an object's text is an object.
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#') ? `${DOCUMENT}${value}` : value,
  ) as object;
}
