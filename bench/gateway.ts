import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { type Participant, participants } from './gateway/participants.ts';
import { report, type Sample } from './gateway/report.ts';
import { runLoad } from './gateway/run-load.ts';
import { type RunningProcess, startProcess } from './gateway/running-process.ts';
import { QUERIES } from './gateway/shape.ts';
import { compose, startSubgraphs } from './gateway/subgraphs-process.ts';

const ROUNDS = 3;
const SECONDS = 3;
const CONNECTIONS = 50;
/** Milliseconds that each subgraph takes: none, and what a near database takes. */
const DELAYS = [0, 4] as const;

interface Started extends Participant {
  readonly port: number;
  readonly process: RunningProcess;
}

/**
 * Measures gateways side by side on the public federation benchmark: every round asks all of them, one after another.
 * Resolves to whether ours is at least as fast as the merger by hand.
 */
export async function benchGateway(print: (line: string) => void): Promise<boolean> {
  print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ${CONNECTIONS} connections`);
  let isMet = true;
  for (const delay of DELAYS) {
    print(`\nsubgraphs that take ${delay} ms`);
    isMet = (await benchWith(delay, print)) && isMet;
  }
  return isMet;
}

async function benchWith(delay: number, print: (line: string) => void): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
  const running: RunningProcess[] = [];
  try {
    const { ports, process } = await startSubgraphs(delay);
    running.push(process);
    const file = join(folder, 'supergraph.graphql');
    writeFileSync(file, compose(ports));
    let isMet = true;
    for (const [name, query] of Object.entries(QUERIES)) {
      const started = await startAll(file, ports, running);
      const bytes = await verify(started, query);
      const samples = await measure(started, query, ports[0] ?? 0);
      isMet = report(print, { name, bytes, samples }) && isMet;
      await Promise.all(started.map((each) => each.process.stop()));
    }
    return isMet;
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startAll(file: string, ports: readonly number[], running: RunningProcess[]): Promise<Started[]> {
  const started: Started[] = [];
  for (const participant of participants(file, ports, 88_000)) {
    const port = await findFreePort();
    const process = await startProcess(participant.command(port), participant.environment(port));
    running.push(process);
    started.push({ ...participant, port, process });
  }
  return started;
}

/** Answers how long the answer is. @throws when two participants answer differently. */
async function verify(started: readonly Started[], query: string): Promise<number> {
  const answers = await Promise.all(started.filter(({ isGraphQL }) => isGraphQL).map((each) => answerOf(each, query)));
  const [first] = answers;
  if (first === undefined || first.text.length < 100) throw new Error('nobody answered');
  for (const { name, text } of answers) {
    if (!isDeepStrictEqual(JSON.parse(text), JSON.parse(first.text)))
      throw new Error(`${name} answers differently from ${first.name}: ${text.slice(0, 300)}`);
  }
  return first.text.length;
}

async function answerOf({ name, port, path }: Started, query: string): Promise<{ name: string; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { name, text: await response.text() };
}

async function measure(started: readonly Started[], query: string, subgraph: number): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>();
  // The first round warms everybody up, and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const each of started) {
      await callsSince(subgraph);
      const before = each.process.cpuSeconds();
      const load = await runLoad(each, query, { connections: CONNECTIONS, seconds: SECONDS });
      const after = each.process.cpuSeconds();
      const { calls, bytes } = await callsSince(subgraph);
      if (round === 0) continue;
      const cpu = before === null || after === null ? null : ((after - before) / load.requests) * 1e6;
      const sample = { load, cpuMicroseconds: cpu, calls, bytes, peakMegabytes: each.process.peakMegabytes() };
      samples.set(each.name, [...(samples.get(each.name) ?? []), sample]);
    }
  }
  return samples;
}

async function callsSince(port: number): Promise<{ calls: number; bytes: number }> {
  const counts: { calls: number; bytes: number } = JSON.parse(
    await (await fetch(`http://127.0.0.1:${port}/calls`)).text(),
  );
  return counts;
}
