import { HIVE } from '../peers.ts';
import { startStandaloneGateway, startSubgraphs } from './gateway-process.ts';
import type { FromPublisher } from './messages.ts';
import { type BenchProcess, nextMessage, startProcess } from './processes.ts';

/** Something that 5,000 sockets can follow. */
export interface FanoutServer {
  readonly name: string;
  readonly port: number;
  /** Whose processor time and memory are measured. */
  readonly measured: BenchProcess;
  /** Whom to tell to publish. */
  readonly publisher: BenchProcess;
  /** Whether a client subscribes; the bare server sends to whoever is there. */
  readonly subscribe: boolean;
  stop(): Promise<void>;
}

/** `ws` alone: the same frame to all. */
export const startBare = (): Promise<FanoutServer> => startSingle('bare ws broadcast', './bare-server.ts', false);

/** graphql-ws on one schema, without a gateway. */
export const startGraphqlWs = (): Promise<FanoutServer> =>
  startSingle('graphql-ws alone', './graphql-ws-server.ts', true);

async function startSingle(name: string, file: string, subscribe: boolean): Promise<FanoutServer> {
  const measured = startProcess(file);
  const { port } = await nextMessage<FromPublisher, 'ready'>(measured, 'ready');
  return { name, port, measured, publisher: measured, subscribe, stop: () => measured.stop() };
}

/** This gateway in front of two subgraphs; each event takes a field from the second. */
export const startGateway = (supergraphFile: string): Promise<FanoutServer> =>
  startInFront('this gateway', supergraphFile, startStandaloneGateway);

/** Hive Gateway in front of the same two. */
export const startHive = (supergraphFile: string): Promise<FanoutServer> =>
  startInFront('Hive Gateway', supergraphFile, async () => {
    const measured = startProcess(HIVE, ['0', supergraphFile], { NODE_ENV: 'production' });
    const { port } = await nextMessage<FromPublisher, 'ready'>(measured, 'ready');
    return { measured, port };
  });

async function startInFront(
  name: string,
  supergraphFile: string,
  start: (supergraphFile: string) => Promise<Pick<FanoutServer, 'measured' | 'port'>>,
): Promise<FanoutServer> {
  const publisher = await startSubgraphs(supergraphFile);
  const gateway = await start(supergraphFile);
  return {
    name,
    ...gateway,
    publisher,
    subscribe: true,
    async stop() {
      await Promise.all([gateway.measured.stop(), publisher.stop()]);
    },
  };
}
