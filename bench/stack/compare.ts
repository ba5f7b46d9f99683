import { isDeepStrictEqual } from 'node:util';
import type { Operation } from './operations.ts';
import type { PreparedRequest } from './requests.ts';
import type { System } from './systems.ts';

/** Requests that are compared at a time. */
export const BATCH_SIZE = 4;

/**
 * Sends every request of an operation to both and compares what they return: data of a read as a whole, of a write its form.
 * Resolves to the length of one response. @throws at the first difference.
 */
export async function compareAnswers(
  { name, isRead }: Operation,
  requests: readonly PreparedRequest[],
  { ours, limit }: { readonly ours: System; readonly limit: System },
): Promise<number> {
  const chosen = isRead ? requests : requests.slice(0, 1);
  let length = 0;
  for (let at = 0; at < chosen.length; at += BATCH_SIZE) {
    const some = chosen.slice(at, at + BATCH_SIZE);
    const answers = await Promise.all(some.map((one) => Promise.all([send(ours, one), send(limit, one)])));
    for (const [one, other] of answers) {
      length = one.length;
      const [left, right]: [unknown, unknown] = [JSON.parse(one), JSON.parse(other)];
      if (isRead ? !isDeepStrictEqual(left, right) : formOf(left) !== formOf(right))
        throw new Error(`${name} differs:\n${one.slice(0, 1_500)}\n${other.slice(0, 1_500)}`);
    }
  }
  return length;
}

/** Resolves to the text of a response. @throws for a response with errors. */
export async function send({ port }: System, { body, token }: PreparedRequest): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: body.replaceAll('{n}', `compared-${Date.now()}`),
  });
  const text = await response.text();
  if (response.status !== 200 || text.includes('"errors":[{'))
    throw new Error(`A request failed: ${text.slice(0, 500)}`);
  return text;
}

/** Names and types of what a value holds. */
const formOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'object' ? part : typeof part));
