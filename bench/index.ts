import { benchChatHistory } from './chat-history.ts';
import { benchCommerce } from './commerce.ts';
import { benchCounters } from './counters.ts';
import { benchDiscovery } from './discovery.ts';
import { benchEvents } from './events.ts';
import { benchFanout } from './fanout.ts';
import { benchFeed } from './feed.ts';
import { benchGateway } from './gateway.ts';
import { benchHostileDocuments } from './hostile-documents.ts';
import { benchIdle } from './idle.ts';
import { benchMedia } from './media.ts';
import { benchMoney } from './money.ts';
import { benchOverload } from './overload.ts';
import { benchProfiles } from './profiles.ts';
import { benchProjects } from './projects.ts';
import { benchResume } from './resume.ts';
import { benchSockets } from './sockets.ts';
import { benchStack } from './stack.ts';
import { benchSubgraph } from './subgraph.ts';
import { benchSwap } from './swap.ts';

/** Prints what it measures, and resolves to whether its goal was met. `options` are the arguments that begin with `--`. */
type Bench = (print: (line: string) => void, options: readonly string[]) => Promise<boolean>;

const BENCHES: Readonly<Record<string, Bench>> = {
  'chat-history': benchChatHistory,
  counters: benchCounters,
  discovery: benchDiscovery,
  events: benchEvents,
  fanout: benchFanout,
  feed: benchFeed,
  gateway: benchGateway,
  profiles: benchProfiles,
  projects: benchProjects,
  commerce: benchCommerce,
  hostile: benchHostileDocuments,
  subgraph: benchSubgraph,
  swap: benchSwap,
  idle: benchIdle,
  media: benchMedia,
  money: benchMoney,
  overload: benchOverload,
  resume: benchResume,
  sockets: benchSockets,
  stack: benchStack,
};

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const options = args.filter((arg) => arg.startsWith('--'));
  const unknown = names.find((name) => BENCHES[name] === undefined);
  if (unknown !== undefined) {
    console.error(`bench: no "${unknown}"; there are ${Object.keys(BENCHES).join(', ')}`);
    return 2;
  }
  let isMet = true;
  for (const [name, run] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`# ${name}`);
    isMet = (await run((line) => console.log(line), options)) && isMet;
  }
  return isMet ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
