import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { childEnvironment } from '../runtime/settings/configuration.ts';
import { type Supervised, supervise } from './supervise.ts';

const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));

/** The last argument of a process that is supervised: it says by its exit code that a setting is wrong. */
export const SUPERVISED = '--supervised';

/** One process of the system, started by another. */
interface ProcessStart {
  /** The target of `npm run serve`. */
  readonly name: string;
  readonly log: Logger;
  /** Changes to the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with nothing running any more, when a setting is wrong: its reason is on the screen. */
  readonly onWrongSetting: () => void;
}

/** Runs `npm run serve -- <name>` and starts it again whenever it ends. */
export const startProcess = ({ name, log, environment, onWrongSetting }: ProcessStart): Supervised =>
  supervise({
    name,
    log,
    start: () =>
      spawn(process.execPath, [SERVE, name, SUPERVISED], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: childEnvironment(environment),
      }),
    onWrongSetting,
  });
