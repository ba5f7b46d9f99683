import { arePeersInstalled, HIVE } from '../peers.ts';

/** Somebody who answers the two queries, in a process of their own. */
export interface Participant {
  readonly name: string;
  /** Path of the endpoint. */
  readonly path: string;
  /** Arguments for Node, given the port to listen on. */
  command(port: number): readonly string[];
  environment(port: number): Readonly<Record<string, string>>;
  /** Answers GraphQL; what does not is measured for its bytes alone. */
  readonly isGraphQL: boolean;
}

/** Who takes part in a round; peers that are not installed stay away. */
export function participants(supergraphFile: string, subgraphPorts: readonly number[], bytes: number): Participant[] {
  const ports = subgraphPorts.map(String);
  const script = (name: string, file: string, args: readonly string[], isGraphQL = true): Participant => ({
    name,
    path: '/',
    command: (port) => [`bench/gateway/${file}`, String(port), ...args],
    environment: () => ({ APOLLO_TELEMETRY_DISABLED: '1' }),
    isGraphQL,
  });
  const hive: Participant = {
    name: 'Hive Gateway',
    path: '/graphql',
    command: (port) => [HIVE, String(port), supergraphFile],
    environment: () => ({ NODE_ENV: 'production' }),
    isGraphQL: true,
  };
  return [
    {
      name: 'ours',
      path: '/graphql',
      command: () => ['scripts/serve.ts', 'gateway'],
      environment: (port) => ({
        SUPERGRAPH_FILE: supergraphFile,
        PORT: String(port),
        AUTH: 'off',
        LIMITS: 'off',
        LOG_LEVEL: 'info',
        NODE_ENV: 'production',
      }),
      isGraphQL: true,
    },
    script('merger by hand', 'merger.ts', ports),
    script('stock, undici', 'stock.ts', [supergraphFile, 'undici']),
    script('stock', 'stock.ts', [supergraphFile, 'fetch']),
    ...(arePeersInstalled() ? [hive] : []),
    script('node:http, fixed', 'fixed.ts', [String(bytes)], false),
  ];
}
