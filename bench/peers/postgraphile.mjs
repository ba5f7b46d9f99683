import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

/** PostGraphile over HTTP. Arguments: its port, the address of the database, and the schema that it shows. */
const [port = '0', connectionString = '', schema = 'public'] = process.argv.slice(2);

/** As many as the pools of the limit together. */
const CONNECTIONS = 20;

const server = createServer();
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // Views have no indexes of their own; those of their tables serve.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  // Lists instead of connections: no cursors are made.
  schema: { defaultBehavior: 'list -connection' },
  pgServices: [makePgService({ connectionString, schemas: [schema], poolConfig: { max: CONNECTIONS }, pubsub: false })],
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false, websockets: false },
});
await instance.createServ(grafserv).addTo(server);
server.listen(Number(port), '127.0.0.1');
