import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name: string): string => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));

/** Hive Gateway's program: its arguments are the port and the supergraph's file. */
export const HIVE = path('hive.mjs');

/** Whether other gateways take part. They are a package of their own: `npm ci` in `bench/peers` installs them. */
export const arePeersInstalled = (): boolean => existsSync(path('node_modules'));
