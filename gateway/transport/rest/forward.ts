import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import type { RouteRequest } from '../../../runtime/executor/route.ts';
import { toResponse } from '../../../runtime/serve/response-body.ts';
import type { MatchRoute } from '../../../runtime/serve/route-matching.ts';
import { isRecord } from '../../graphql/records.ts';
import type { Admission } from '../../limits/admission.ts';
import { createRequestSlots } from '../../limits/request-slots.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import type { MountedRoute } from '../../pipeline/gateway-options.ts';
import { refusalOfRoute } from '../server/route-admission.ts';
import { ProblemError } from './problem.ts';
import { problemOfFault, problemOfRefusal } from './problem-mapping.ts';
import type { Forward } from './run-steps.ts';

interface ForwardParts {
  readonly request: RouteRequest;
  readonly scope: RequestScope;
  readonly admission: Admission;
  readonly matchRoute: MatchRoute<MountedRoute>;
}

/** Forwards a request to a route of a domain, within the limits of routes. */
export function createForward({ request, scope, admission, matchRoute }: ForwardParts): Forward {
  return async ({ forward: { method, path } }) => {
    const match = matchRoute(method, path);
    if (match === null) throw new Error(`No domain has a route ${method} ${path}`);
    const slots = createRequestSlots(admission);
    try {
      const client: ClientInfo = scope.client ?? { ip: null, userAgent: null };
      const refused = await refusalOfRoute({ caller: scope.caller, client }, slots, admission);
      if (refused !== null) throw new ProblemError(problemOfFault(refused, scope.requestId));
      // A body that arrives slowly keeps no slot from those who could be served meanwhile.
      slots.releaseLoad();
      const url = new URL(`${path}${request.url.search}`, request.url);
      const sent = { ...request, method, url, params: match.params, headers: new Headers(request.headers) };
      return await read(toResponse(await match.route.handle(sent, scope.caller, scope.requestId)));
    } finally {
      slots.release();
    }
  };
}

async function read(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const value: unknown = isJson ? await response.json() : null;
  if (response.ok) return value;
  const [error]: readonly unknown[] = isRecord(value) && Array.isArray(value['errors']) ? value['errors'] : [];
  const { status } = response;
  if (isRecord(error) && typeof error['__typename'] === 'string')
    throw new ProblemError({ ...problemOfRefusal(error, {}), status });
  const { extensions, message } = isRecord(error) ? error : {};
  const code = isRecord(extensions) ? String(extensions['code']) : (CODES[status] ?? 'BAD_USER_INPUT');
  const detail = typeof message === 'string' ? message : 'The request was refused.';
  throw new ProblemError({ status, code, detail });
}

/** Where a route responds by its status alone. */
const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  404: 'NotFound',
  413: 'LIMIT_EXCEEDED',
  415: 'UnsupportedMediaType',
};
