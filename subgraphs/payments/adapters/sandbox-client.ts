import { z } from 'zod';
import { fault } from '../../../runtime/executor/faults.ts';
import type { Result } from '../../../runtime/operations/result.ts';
import type { ProviderRefusal } from '../provider/provider-calls.ts';

/** Where the sandbox's API is, and how it is used. */
export interface SandboxAddress {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
}

/** A request with its idempotency key, if it needs one. */
interface SandboxRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** What follows `/v1/` in the address. */
  readonly path: string;
  readonly body?: object;
  readonly key?: string;
}

const REFUSED = z.object({
  refusal: z.enum(['INVALID_STATE', 'EXPIRED', 'METHOD_NOT_AVAILABLE', 'AMOUNT_TOO_LARGE', 'NOT_FOUND']),
});

/** Less than the gateway waits for a mutation. */
const TIMEOUT_MS = 3_000;

/**
 * Sends a request to the sandbox.
 *
 * @throws a fault `UNAVAILABLE` when it does not answer in time, or answers what it should not.
 */
export async function askSandbox<Value>(
  { url, apiKey }: SandboxAddress,
  { method, path, body, key }: SandboxRequest,
  schema: z.ZodType<Value>,
): Promise<Result<Value, ProviderRefusal>> {
  try {
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer: unknown = await response.json();
    if (response.status === 409) return { ok: false, refusal: REFUSED.parse(answer).refusal };
    if (!response.ok) throw new Error(`The sandbox answered with ${response.status}.`);
    return { ok: true, value: schema.parse(answer) };
  } catch (error) {
    throw fault('UNAVAILABLE', 'The payment provider does not answer.', { reason: String(error) });
  }
}
