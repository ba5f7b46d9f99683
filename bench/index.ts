import { benchChatHistory } from './chat-history.ts';
import { benchCounters } from './counters.ts';
import { benchEvents } from './events.ts';
import { benchFanout } from './fanout.ts';
import { benchGateway } from './gateway.ts';
import { benchHostileDocuments } from './hostile-documents.ts';
import { benchIdle } from './idle.ts';
import { benchOverload } from './overload.ts';
import { benchProfiles } from './profiles.ts';
import { benchSockets } from './sockets.ts';
import { benchSwap } from './swap.ts';

/** Each prints what it measures, and resolves to whether its goal was met. */
const BENCHES: Readonly<Record<string, (print: (line: string) => void) => Promise<boolean>>> = {
  'chat-history': benchChatHistory,
  counters: benchCounters,
  events: benchEvents,
  fanout: benchFanout,
  gateway: benchGateway,
  profiles: benchProfiles,
  hostile: benchHostileDocuments,
  swap: benchSwap,
  idle: benchIdle,
  overload: benchOverload,
  sockets: benchSockets,
};

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => BENCHES[name] === undefined);
  if (unknown !== undefined) {
    console.error(`bench: no "${unknown}"; there are ${Object.keys(BENCHES).join(', ')}`);
    return 2;
  }
  let isMet = true;
  for (const [name, run] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`# ${name}`);
    isMet = (await run((line) => console.log(line))) && isMet;
  }
  return isMet ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
