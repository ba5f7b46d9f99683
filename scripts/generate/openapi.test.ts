import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { withSamples } from '../../gateway/rest/example-values.ts';
import { readRouteMap } from '../../gateway/rest/route-map.ts';
import { statusOf } from '../../gateway/rest/route-steps.ts';
import { OPENAPI_FILE } from '../../gateway/transport/rest/reference.ts';
import { renderOpenApi } from './openapi.ts';

const map = readRouteMap();
const text = renderOpenApi(map);

const openAjv = (): Ajv2020 => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // as: the module of the library is one of CommonJS whose types name a default export twice.
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  ajv.addSchema({ ...JSON.parse(text), $id: 'v1' });
  return ajv;
};

/** The schema with its references into the document. */
const inDocument = (schema: unknown): object =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) => (key === '$ref' ? `v1${String(value)}` : value));

test('the document is one of OpenAPI 3.1, and the one that is served', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(readFileSync(OPENAPI_FILE, 'utf8')).toBe(text);
});

test('no two routes have one name', () => {
  const names: string[] = Object.values<Record<string, { operationId: string }>>(JSON.parse(text).paths).flatMap(
    (methods) => Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(names).toEqual([...new Set(names)]);
});

const ajv = openAjv();

const EXAMPLES = map.groups.flatMap(({ routes }) =>
  routes.flatMap((route) =>
    route.examples.flatMap((example, index) =>
      example.response === undefined
        ? []
        : [{ name: `${route.method} ${route.path}: ${example.title ?? `example ${index + 1}`}`, route, example }],
    ),
  ),
);

test.each(EXAMPLES)('$name is as its schema says', ({ route, example }) => {
  const isProblem = (example.status ?? statusOf(route)) >= 400;
  const schema = isProblem ? { $ref: '#/components/schemas/Problem' } : (route.returns ?? {});
  const validate = ajv.compile(inDocument(schema));
  expect({ isValid: validate(withSamples(example.response, map.samples)), errors: validate.errors }).toEqual({
    isValid: true,
    errors: null,
  });
});

test('responses have no members beside those of their schemas', () => {
  const open = Object.entries(map.schemas)
    .filter(
      ([name, schema]) => schema['type'] === 'object' && schema['additionalProperties'] !== false && name !== 'Health',
    )
    .map(([name]) => name);
  expect(open).toEqual([]);
});
