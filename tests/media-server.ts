import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, isFree } from '../runtime/embedded/free-port.ts';
import { eventually } from './eventually.ts';

const MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
const TEMPLATE = new URL('../deploy/streaming/nginx.conf.template', import.meta.url);
/** Debian installs nginx where only root searches for programs. */
const environment = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };

/** What is missing on this machine of nginx, its RTMP module and ffmpeg; empty when all are there. */
export const missingMediaPrograms = (): readonly string[] => [
  ...['nginx', 'ffmpeg', 'ffprobe'].filter(
    (name) => spawnSync(name, ['-version'], { env: environment, stdio: 'ignore' }).error !== undefined,
  ),
  ...(existsSync(MODULE) ? [] : ['libnginx-mod-rtmp']),
];

/** nginx with its RTMP module, configured as `deploy/streaming` configures it. */
export interface MediaServer {
  /** The variables of the environment with which the streaming domain uses it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts it; it posts its hooks there. */
  start(hooksUrl: string): Promise<void>;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Publishes a test pattern. */
  publish(url: string, publishPath: string): Publisher;
  close(): Promise<void>;
}

/** An ffmpeg that publishes a test pattern in real time. */
export interface Publisher {
  /** Whether it still publishes. */
  isRunning(): boolean;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<unknown>;
}

/** Prepares a media server on free ports of this machine. */
export async function openMediaServer(): Promise<MediaServer> {
  const folder = mkdtempSync(join(tmpdir(), 'media-server-'));
  const [rtmpPort, httpPort] = [await findFreePort(), await findFreePort()];
  const [hookToken, playbackSecret] = ['h'.repeat(40), 'p'.repeat(40)];
  for (const name of ['hls/live', 'hls/recorded', 'recordings', 'temp'])
    mkdirSync(join(folder, name), { recursive: true });
  const publishers = new Set<ChildProcess>();
  let server: ChildProcess | null = null;
  const kill = async (child: ChildProcess | null): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    environment: {
      STREAMING_INGEST: 'nginx-rtmp',
      STREAMING_PUBLISH_URL: `rtmp://127.0.0.1:${rtmpPort}`,
      STREAMING_SERVER_URL: `http://127.0.0.1:${httpPort}`,
      STREAMING_HOOK_TOKEN: hookToken,
      STREAMING_PLAYBACK_SECRET: playbackSecret,
    },
    async start(hooksUrl) {
      const values: Readonly<Record<string, string>> = {
        RTMP_PORT: String(rtmpPort),
        HTTP_PORT: String(httpPort),
        HOOKS_URL: hooksUrl,
        HOOK_TOKEN: hookToken,
        PLAYBACK_SECRET: playbackSecret,
        DATA_DIR: folder,
      };
      const configuration = readFileSync(TEMPLATE, 'utf8').replaceAll(
        /\$\{([A-Z_]+)\}/g,
        (whole, name: string) => values[name] ?? whole,
      );
      const file = join(folder, 'nginx.conf');
      writeFileSync(file, configuration, { mode: 0o600 });
      // One process: ended by SIGKILL it leaves no worker behind.
      const directives = `daemon off; master_process off;${process.getuid?.() === 0 ? ' user root;' : ''}`;
      const child = spawn('nginx', ['-c', file, '-p', folder, '-g', directives], {
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (data) => {
        errors += data;
      });
      server = child;
      await eventually(async () => child.exitCode !== null || !(await isFree(rtmpPort)), 'nginx to listen');
      if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}: ${errors}`);
    },
    kill: () => kill(server),
    publish(url, publishPath) {
      const child = spawn(
        'ffmpeg',
        [
          ...[
            '-loglevel',
            'error',
            '-re',
            '-f',
            'lavfi',
            '-i',
            'testsrc=size=320x240:rate=25',
            '-f',
            'lavfi',
            '-i',
            'sine',
          ],
          ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '25', '-c:a', 'aac'],
          ...['-f', 'flv', `${url}/${publishPath}`],
        ],
        { stdio: 'ignore', env: environment },
      );
      publishers.add(child);
      const ended = once(child, 'exit').finally(() => publishers.delete(child));
      return { ended, isRunning: () => child.exitCode === null && child.signalCode === null, kill: () => kill(child) };
    },
    async close() {
      await Promise.all([...publishers].map(kill));
      await kill(server);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What ffprobe finds in a file with these bytes, as `probe`. */
export function probeBytes(bytes: Buffer): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'probe-'));
  const path = join(folder, 'bytes');
  writeFileSync(path, bytes);
  const codecs = probe(path);
  rmSync(folder, { recursive: true, force: true });
  return codecs;
}

/** What ffprobe finds at an address: the codecs of its streams, in the order of the alphabet. */
export function probe(url: string): string[] {
  const { stdout } = spawnSync(
    'ffprobe',
    ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', url],
    {
      encoding: 'utf8',
      env: environment,
      timeout: 30_000,
    },
  );
  return [...new Set(stdout.split(/\s+/).filter((name) => name !== ''))].sort();
}
