import { STATUS_CODES } from 'node:http';
import type { GraphQLError } from 'graphql';
import { isFaultCode } from '../../../runtime/executor/faults.ts';
import { ROUTE_STATUS } from '../../../runtime/http/fault-response.ts';
import type { Problem } from './problem.ts';

/** Where a refusal's status is not in the map. */
const REFUSED = 422;

/** Reports a fault with the status of its code, and what 5xx are looked up by. */
export function problemOfFault({ message, extensions }: GraphQLError, requestId: string): Problem {
  const { code, retryAfter } = extensions;
  const name = isFaultCode(code) ? code : 'INTERNAL';
  const headers: Record<string, string> = {};
  if (typeof retryAfter === 'number') headers['retry-after'] = String(Math.ceil(retryAfter));
  if (name === 'UNAUTHENTICATED') headers['www-authenticate'] = 'Bearer';
  const status = ROUTE_STATUS[name];
  return {
    ...{ status, code: name, detail: message, headers },
    extra: status >= 500 ? { requestId } : {},
  };
}

/** The problem that a typed refusal of a mutation is. */
export function problemOfRefusal(
  refusal: Readonly<Record<string, unknown>>,
  statuses: Readonly<Record<string, number>>,
): Problem {
  const { __typename: name, message, path: _, ...members } = refusal;
  const code = String(name);
  const { retryAfter } = members;
  return {
    status: statuses[code] ?? REFUSED,
    code,
    detail: typeof message === 'string' ? message : code,
    extra: Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)),
    headers: typeof retryAfter === 'number' ? { 'retry-after': String(retryAfter) } : {},
  };
}

/** The body of the response to a problem. */
export const problemBody = ({ status, code, detail, extra }: Problem): string =>
  JSON.stringify({ ...extra, type: `/v1#${code}`, title: STATUS_CODES[status] ?? 'Error', status, code, detail });
