import { createRequire } from 'node:module';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { ResumeContext } from '../context.ts';

/** Issues that are reported at most. */
const MAX_ISSUES = 20;

/** Checks documents against the schema of JSON Resume; the issues of one, at most 20. */
export function createJsonResumeValidator(): ResumeContext['validateJsonResume'] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv, ['email', 'uri', 'date', 'date-time']);
  const schema: unknown = createRequire(import.meta.url)('@jsonresume/schema/schema.json');
  if (typeof schema !== 'object' || schema === null) throw new Error('@jsonresume/schema has no schema.');
  // Not fetched: the meta-schema that it names is one that the validator has.
  const validate = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
  return (document) => (validate(document) ? [] : (validate.errors ?? []).slice(0, MAX_ISSUES).map(issueOf));
}

const issueOf = ({ instancePath, message = 'is not valid' }: ErrorObject) => ({
  path: instancePath.slice(1).replaceAll('/', '.').slice(0, 200),
  message: `The value ${message.slice(0, 200)}.`,
});
