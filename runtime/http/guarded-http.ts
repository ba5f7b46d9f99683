import { Agent, request } from 'undici';
import { objectionToUrl } from './address-objections.ts';
import { type AddressAllowance, AddressRefused, guardedLookup } from './public-address.ts';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** A request that was answered. */
export interface HttpAnswer {
  readonly status: number;
  /** The beginning of the response body. */
  readonly text: string;
  readonly retryAfterSeconds: number | null;
}

/** Posts to addresses that users have entered. */
export interface GuardedHttp {
  /**
   * Follows no redirect and waits 10 s at most.
   *
   * @throws AddressRefused for an address that is not public; whatever the network throws otherwise.
   */
  post(url: string, headers: Readonly<Record<string, string>>, body: string | Buffer | null): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Opens HTTP that reaches public addresses only, and those that `allows` lets pass. */
export function openGuardedHttp(allows: AddressAllowance): GuardedHttp {
  const agent = new Agent({
    connect: { lookup: guardedLookup(allows), timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    keepAliveTimeout: 1_000,
    pipelining: 0,
  });
  return {
    async post(url, headers, body) {
      const objection = objectionToUrl(url, allows);
      // An address in figures is not looked up, so it is judged here.
      if (objection !== null) throw new AddressRefused(objection);
      const signal = AbortSignal.timeout(2 * TIMEOUT_MS);
      const answer = await request(url, { dispatcher: agent, method: 'POST', headers: { ...headers }, body, signal });
      const text = await readSome(answer.body);
      return {
        status: answer.statusCode,
        text,
        retryAfterSeconds: retryAfterOf(answer.headers['retry-after']),
      };
    },
    close: () => agent.destroy(),
  };
}

async function readSome(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

/** Seconds only: the form with a date is as good as none. */
const retryAfterOf = (header: string | string[] | undefined): number | null =>
  typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : null;
