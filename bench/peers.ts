import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name: string): string => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));

/** Hive Gateway's program: its arguments are the port and the supergraph's file. */
export const HIVE = path('hive.mjs');

/** PostGraphile's program: its arguments are the port, the database's address and the schema that it shows. */
export const POSTGRAPHILE = path('postgraphile.mjs');

/** Whether other gateways take part. They are a package of their own: `npm ci` in `bench/peers` installs them. */
export const arePeersInstalled = (): boolean => existsSync(path('node_modules'));

/** Whether PostGraphile takes part; an older installation may lack it. */
export const isPostgraphileInstalled = (): boolean => existsSync(path('node_modules/postgraphile'));
