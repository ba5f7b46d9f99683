import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { eventually } from '../../tests/eventually.ts';
import { ada, keys, openSmallSubgraph, reach, serveSmall, silent, tokenOf } from '../../tests/served-world.ts';
import { isStream } from '../executor/executor.ts';
import { createRemoteExecutor, type RemoteExecutor } from './remote-executor.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const closeLater = <Closeable extends { close(): Promise<void> }>(one: Closeable): Closeable => {
  closing.push(() => one.close());
  return one;
};
const UNAVAILABLE = { errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } }] };
const ask = async (remote: RemoteExecutor, query: string): Promise<unknown> =>
  JSON.parse(JSON.stringify(await remote.execute({ query }, ada)));

/** A process that answers as the test says. */
async function impostor(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function subscribe(remote: RemoteExecutor, query = 'subscription { count }', signal?: AbortSignal) {
  const stream = await remote.execute({ query, signal }, ada);
  if (!isStream(stream)) throw new Error(JSON.stringify(stream));
  return stream;
}

/** A served subgraph with one subscription to it that has begun. */
async function listening() {
  const small = openSmallSubgraph();
  const served = closeLater(await serveSmall(small.open));
  const remote = closeLater(reach([served.url]));
  const stream = await subscribe(remote);
  await eventually(() => small.sources.length === 1, 'the source');
  const [source] = small.sources;
  if (source === undefined) throw new Error('no source');
  return { small, served, remote, stream, source };
}

describe('clocks that are apart', () => {
  /** A gateway whose clock is so many seconds behind that of the subgraph; its own and what it says of the other. */
  const behind = async (seconds: number) => {
    const served = closeLater(await serveSmall(openSmallSubgraph().open));
    const now = () => new Date(Date.now() - seconds * 1_000);
    const differences: number[] = [];
    const remote = createRemoteExecutor({
      name: 'small',
      urls: [served.url],
      callerToken: (caller) => tokenOf(caller, 'small', keys.trusted, now()),
      log: silent,
      clock: { now, onDifference: (difference) => differences.push(difference) },
    });
    return { remote: closeLater(remote), differences };
  };

  test.each([0, 35, 100, -35, -100])('by %d s: it is answered, and the difference measured', async (seconds) => {
    const { remote, differences } = await behind(seconds);
    expect(await ask(remote, '{ whoAmI }')).toEqual({ data: { whoAmI: 'usr_ada' } });
    // An answer that was long on its way is not measured by.
    await eventually(async () => (await ask(remote, '{ whoAmI }')) !== null && differences.length > 0, 'a measure');
    expect(Math.abs((differences[0] ?? Number.NaN) - seconds)).toBeLessThan(3);
  });

  test.each([200, -200])('by %d s: it cannot be answered, and the difference measured', async (seconds) => {
    const { remote, differences } = await behind(seconds);
    expect(await ask(remote, '{ whoAmI }')).toMatchObject(UNAVAILABLE);
    await eventually(async () => (await ask(remote, '{ whoAmI }')) !== null && differences.length > 0, 'a measure');
    expect(Math.abs((differences[0] ?? Number.NaN) - seconds)).toBeLessThan(3);
  });

  test.each(['yesterday', undefined])(
    'a server whose answers have the date %s says nothing of its clock',
    async (date) => {
      const url = await impostor((_, response) => {
        response.sendDate = false;
        if (date !== undefined) response.setHeader('date', date);
        response.setHeader('content-type', 'application/json');
        response.end('{"data":{"whoAmI":null}}');
      });
      const differences: number[] = [];
      const remote = createRemoteExecutor({
        name: 'small',
        urls: [url],
        callerToken: () => null,
        log: silent,
        clock: { now: () => new Date(), onDifference: (difference) => differences.push(difference) },
      });
      closeLater(remote);
      expect(await ask(remote, '{ whoAmI }')).toEqual({ data: { whoAmI: null } });
      expect(differences).toEqual([]);
    },
  );
});

describe('a request', () => {
  test('reaches the subgraph as the caller, and its faults come back', async () => {
    const remote = closeLater(reach([closeLater(await serveSmall(openSmallSubgraph().open)).url]));

    expect(await ask(remote, '{ whoAmI }')).toEqual({ data: { whoAmI: 'usr_ada' } });
    expect(await ask(remote, '{ fails(how: "fault") }')).toMatchObject({
      data: { fails: null },
      errors: [{ message: 'Not yours.', path: ['fails'], extensions: { code: 'FORBIDDEN' } }],
    });
  });

  test.each<[string, RequestListener]>([
    [
      'more than 10 MiB',
      (_, response) => void response.end(JSON.stringify({ data: { a: 'x'.repeat(11 * 1024 * 1024) } })),
    ],
    ['no JSON', (_, response) => void response.end('<html>')],
    ['JSON that is no result', (_, response) => void response.end('{"status":"ok"}')],
    ['errors that are none', (_, response) => void response.end('{"errors":[null]}')],
    ['nothing', (_, response) => void response.end()],
    [
      'a broken answer',
      (_, response) => void response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()),
    ],
    ['a closed connection', (request) => void request.destroy()],
  ])('that is answered by %s is unavailable', async (_, answer) => {
    const remote = closeLater(reach([await impostor(answer)]));

    expect(await ask(remote, '{ whoAmI }')).toMatchObject(UNAVAILABLE);
  });

  test('to nobody is unavailable', async () => {
    expect(await ask(closeLater(reach(['http://127.0.0.1:1/'])), '{ whoAmI }')).toMatchObject(UNAVAILABLE);
  });

  test('to a subgraph that does not know our key is unavailable, not unauthenticated: no sign-in could mend it', async () => {
    const { url } = closeLater(await serveSmall(openSmallSubgraph().open));

    expect(await ask(closeLater(reach([url], keys.other)), '{ whoAmI }')).toMatchObject(UNAVAILABLE);
  });

  test('is given up when its signal says so', async () => {
    const isAsked = Promise.withResolvers<void>();
    const remote = closeLater(reach([await impostor(() => isAsked.resolve())]));
    const end = new AbortController();
    const answer = remote.execute({ query: '{ whoAmI }', signal: end.signal }, ada);
    await isAsked.promise;

    end.abort();

    expect(await answer).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
  });

  test('takes turns over several processes, and passes by one that is not there', async () => {
    const seen = [0, 0];
    const urls = await Promise.all(
      seen.map((_, at) =>
        impostor((_request, response) => {
          seen[at] = (seen[at] ?? 0) + 1;
          response.end('{"data":{}}');
        }),
      ),
    );
    const remote = closeLater(reach([...urls, 'http://127.0.0.1:1/']));

    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(remote, 'mutation { change }')));

    expect(answers).toEqual(Array(12).fill({ data: {} }));
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(4);
    expect(seen.reduce((sum, count) => sum + count)).toBe(12);
  });
});

describe('a subscription', () => {
  test('delivers the results of the subgraph in order, and completes when it ends', async () => {
    const { stream, source } = await listening();
    source.push(1);
    source.push(2);
    source.end();

    const results: ExecutionResult[] = [];
    for await (const item of stream) results.push(item);

    expect(results).toEqual([{ data: { count: 1 } }, { data: { count: 2 } }]);
  });

  test.each(['by its consumer', 'by its signal'])(
    'that is ended %s ends in the subgraph at once, while it waits',
    async (how) => {
      const small = openSmallSubgraph();
      const remote = closeLater(reach([closeLater(await serveSmall(small.open)).url]));
      const end = new AbortController();
      const stream = await subscribe(remote, undefined, end.signal);
      const waiting = stream.next();
      await eventually(() => small.sources.length === 1, 'the source');

      if (how === 'by its signal') end.abort();
      else await stream.return?.();

      expect((await waiting).done).toBe(true);
      await small.sources[0]?.returned;
    },
  );

  test('whose signal had spoken before does not begin', async () => {
    const { remote } = await listening();

    const stream = await subscribe(remote, undefined, AbortSignal.abort());

    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('rejects as unavailable when the process ends, and the next one finds the new process', async () => {
    const { served, stream, remote } = await listening();
    const waiting = stream.next();
    await served.close();

    await expect(waiting).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } });
    const again = await subscribe(remote);
    await expect(again.next()).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
  });

  test('rejects as unavailable when nobody is there, or does not know our key', async () => {
    const { served } = await listening();
    for (const remote of [reach(['http://127.0.0.1:1/']), reach([served.url], keys.other)].map(closeLater)) {
      const stream = await subscribe(remote);
      await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
    }
  });

  test('delivers a refusal of the document as its only result', async () => {
    const { remote } = await listening();
    const stream = await subscribe(remote, 'subscription { nothing }');

    expect((await stream.next()).value).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect((await stream.next()).done).toBe(true);
  });

  test('whose consumer falls more than 256 events behind is broken off, and its source closed', async () => {
    const { stream, source } = await listening();
    for (let n = 1; n <= 1_000; n += 1) source.push(n);
    await source.returned;

    const results: unknown[] = [];
    const reading = (async () => {
      for await (const { data } of stream) results.push(data?.['count']);
    })();

    await expect(reading).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } });
    expect(results).toEqual(Array.from({ length: 256 }, (_, at) => at + 1));
  });

  test('brings more than that to a consumer who keeps up', async () => {
    const { stream, source } = await listening();
    for (let n = 1; n <= 600; n += 1) {
      source.push(n);
      expect((await stream.next()).value).toEqual({ data: { count: n } });
    }
  });
});
