import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { endProcess } from '../runtime/embedded/end-process.ts';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { readPrivate, writePrivate } from '../runtime/embedded/private-file.ts';
import { identify, parseIdentity } from '../runtime/embedded/process-identity.ts';
import { childEnvironment } from '../runtime/settings/configuration.ts';
import { isListening } from './require-port.ts';
import { type Supervised, supervise } from './supervise.ts';

const MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
const TEMPLATE = new URL('../deploy/streaming/nginx.conf.template', import.meta.url);
const HOST = '127.0.0.1';
const START_PATIENCE_MS = 5_000;
const END_PATIENCE_MS = 2_000;
const POLL_INTERVAL_MS = 50;

/** A quiet test pattern with silence, in real time: it is to cost next to nothing. */
const PATTERN = [
  ...['-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc2=size=480x270:rate=15'],
  ...['-f', 'lavfi', '-i', 'anullsrc=channel_layout=mono:sample_rate=44100'],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '15'],
  ...['-threads', '1', '-c:a', 'aac', '-b:a', '32k', '-f', 'flv'],
];

/** Where an encoder publishes, as `StreamIngest` says it. */
export interface PublishTarget {
  readonly url: string;
  readonly publishPath: string;
}

/** nginx with its RTMP module on free loopback ports, and an encoder. Both are started again when they end, until `stop`. */
export interface MediaServer {
  /** The variables with which the streaming domain uses it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts the server, which posts its hooks there; resolves when it listens. @throws when it does not within 5 seconds. */
  start(hooksUrl: string): Promise<void>;
  /** Publishes a test pattern until `isOver` says that the stream has ended. */
  publish(target: PublishTarget, isOver: () => Promise<boolean>): void;
  /** Ends both, and resolves when they have ended. */
  stop(): Promise<void>;
  /** Ends both at once, without waiting. */
  kill(): void;
}

/** Debian installs nginx where only root searches for programs. */
const programEnvironment = (): NodeJS.ProcessEnv => {
  const environment = childEnvironment({});
  return { ...environment, PATH: `${environment['PATH'] ?? ''}:/usr/sbin` };
};

/** Packages of Debian that a media server of our own needs and that are not there; empty when all are. */
export const missingMediaPackages = (): readonly string[] => {
  const env = programEnvironment();
  const isMissing = (program: string) => spawnSync(program, ['-version'], { env, stdio: 'ignore' }).error !== undefined;
  return [...['nginx', 'ffmpeg'].filter(isMissing), ...(existsSync(MODULE) ? [] : ['libnginx-mod-rtmp'])];
};

/** Prepares a server whose files are in `folder`, and ends one that an earlier process has left there. */
export async function prepareMediaServer(folder: string, log: Pick<Logger, 'debug'>): Promise<MediaServer> {
  const identityFile = join(folder, 'server.json');
  const left = parseIdentity(readPrivate(identityFile));
  if (left !== null) await endProcess(left, ['SIGTERM', 'SIGKILL'], END_PATIENCE_MS);
  for (const name of ['hls/live', 'hls/recorded', 'recordings', 'temp'])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  const [rtmpPort, httpPort] = [await findFreePort(), await findFreePort()];
  const [hookToken, playbackSecret] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  const supervised = new Set<Supervised>();
  const run = (name: string, start: () => ChildProcess, onEnd: () => void = () => undefined): Supervised => {
    // It ends with its stream and with the terminal: that is no error.
    const quiet = {
      error(fields: unknown, text?: string) {
        log.debug(fields, text);
        onEnd();
      },
    };
    const one = supervise({ name, start, log: quiet, onWrongSetting: () => undefined });
    supervised.add(one);
    return one;
  };
  const configuration = (hooksUrl: string): string => {
    const values: Readonly<Record<string, string>> = {
      ...{ RTMP_PORT: `${HOST}:${rtmpPort}`, HTTP_PORT: `${HOST}:${httpPort}`, DATA_DIR: folder },
      ...{ HOOKS_URL: hooksUrl, HOOK_TOKEN: hookToken, PLAYBACK_SECRET: playbackSecret },
    };
    return readFileSync(TEMPLATE, 'utf8').replaceAll(
      /\$\{([A-Z_]+)\}/g,
      (whole, name: string) => values[name] ?? whole,
    );
  };

  return {
    environment: {
      STREAMING_INGEST: 'nginx-rtmp',
      STREAMING_PUBLISH_URL: `rtmp://${HOST}:${rtmpPort}`,
      STREAMING_SERVER_URL: `http://${HOST}:${httpPort}`,
      STREAMING_PLAYBACK_URL: `http://${HOST}:${httpPort}`,
      STREAMING_HOOK_TOKEN: hookToken,
      STREAMING_PLAYBACK_SECRET: playbackSecret,
    },
    async start(hooksUrl) {
      const file = join(folder, 'nginx.conf');
      writeFileSync(file, configuration(hooksUrl), { mode: 0o600 });
      // One process: ended by SIGKILL it leaves no worker behind.
      const directives = `daemon off; master_process off;${process.getuid?.() === 0 ? ' user root;' : ''}`;
      run('nginx', () => {
        const errors = openSync(join(folder, 'nginx.log'), 'w', 0o600);
        const child = spawn('nginx', ['-c', file, '-p', folder, '-g', directives], {
          ...{ env: programEnvironment(), stdio: ['ignore', errors, errors] },
        });
        closeSync(errors);
        if (child.pid !== undefined) writePrivate(identityFile, identify(child.pid));
        return child;
      });
      const deadline = performance.now() + START_PATIENCE_MS;
      while (!(await isListening(HOST, rtmpPort))) {
        if (performance.now() > deadline) throw new Error(`nginx does not start: see ${join(folder, 'nginx.log')}`);
        await pause(POLL_INTERVAL_MS);
      }
    },
    publish({ url, publishPath }, isOver) {
      const encoder = run(
        'ffmpeg',
        () => spawn('ffmpeg', [...PATTERN, `${url}/${publishPath}`], { env: programEnvironment(), stdio: 'ignore' }),
        () =>
          void isOver().then(
            (over) => (over ? encoder.stop(END_PATIENCE_MS) : undefined),
            (error: unknown) => log.debug({ err: error }, 'it is not known whether the demo stream is over'),
          ),
      );
    },
    async stop() {
      await Promise.all([...supervised].map((one) => one.stop(END_PATIENCE_MS)));
    },
    kill() {
      for (const one of supervised) one.kill();
    },
  };
}
