import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { findFreePort } from '../../runtime/embedded/free-port.ts';
import { type RunningProcess, startProcess } from './running-process.ts';
import { CONTRACTS } from './shape.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable"])\n';

/** Starts the benchmark's subgraphs, in one process, each taking `delay` milliseconds; `ports` in the order of `CONTRACTS`. */
export async function startSubgraphs(
  delay: number,
): Promise<{ readonly ports: readonly number[]; readonly process: RunningProcess }> {
  const ports = await Promise.all(Object.keys(CONTRACTS).map(() => findFreePort()));
  const args = ['bench/gateway/subgraphs.ts', String(delay), ...ports.map(String)];
  return { ports, process: await startProcess(args, { APOLLO_TELEMETRY_DISABLED: '1' }) };
}

/** The supergraph of subgraphs at these ports; `further` definitions belong to the accounts. */
export function compose(ports: readonly number[], further = ''): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(CONTRACTS).map(([name, contract], at) => ({
      name,
      url: `http://127.0.0.1:${ports[at] ?? 0}/`,
      typeDefs: parse(LINK + contract + (name === 'accounts' ? further : '')),
    })),
  );
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
