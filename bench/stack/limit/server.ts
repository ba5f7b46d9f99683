import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { Redis } from 'ioredis';
import { defineLeaseCommands } from '../../../runtime/live/lease-scripts.ts';
import { loadConfiguration } from '../../../runtime/settings/configuration.ts';
import { account, friends, home } from './account-reads.ts';
import { openPools } from './database.ts';
import { history, inbox } from './reads.ts';
import { createVerify } from './verify-token.ts';
import { login, sendMessage } from './writes.ts';

/**
 * The limit: the operations of this benchmark by hand, on `node:http`, `pg` and ioredis, with the statements and rules of
 * the stack and without GraphQL. Takes the environment of a process of the stack; the argument is the JWKS of auth.
 */
const [, , keySet = '{}'] = process.argv;
const { port, databaseUrl, redisUrl, tokenIssuer: issuer, tokenAudience: audience } = loadConfiguration('serve');
const pools = openPools(databaseUrl ?? '', ['auth', 'chat', 'friends', 'profile']);
const redis = new Redis(redisUrl ?? '');
defineLeaseCommands(redis);
const verify = createVerify({ issuer, audience, keys: JSON.parse(keySet).keys });
const { privateKey: signingKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

async function online(userIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (userIds.length === 0) return new Set();
  const pipeline = redis.pipeline();
  for (const id of userIds) pipeline.readLeases(`lease:presence:{${id}}`);
  const replies = (await pipeline.exec()) ?? [];
  return new Set(userIds.filter((_, at) => Array.isArray(replies[at]?.[1]) && replies[at][1].length > 0));
}

const needs = { ...pools, redis, online, signingKey };

// biome-ignore lint/suspicious/noExplicitAny: the load sends what it was made with, and nobody else does.
function respond(operation: string, viewer: () => string, variables: any): Promise<object> {
  if (operation === 'Account') return account(needs, viewer());
  if (operation === 'Friends') return friends(needs, viewer());
  if (operation === 'Home') return home(needs, viewer());
  if (operation === 'Inbox') return inbox(needs, viewer());
  if (operation === 'History') return history(needs, viewer(), variables);
  if (operation === 'SendMessage') return sendMessage(needs, viewer(), variables);
  if (operation === 'Login') return login(needs, variables);
  return Promise.resolve({});
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  return body;
}

const server = createServer((request, response) => {
  bodyOf(request)
    .then((body) => {
      const { query, variables } = JSON.parse(body);
      const [, operation = ''] = /^\w+ (\w+)/.exec(query) ?? [];
      return respond(operation, () => verify(request.headers.authorization), variables);
    })
    .then(
      (data) => ({ status: 200, text: JSON.stringify({ data }) }),
      (error) => ({ status: 500, text: String(error) }),
    )
    .then(({ status, text }) => {
      const bytes = Buffer.from(text);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
    });
});
server.listen(port, '127.0.0.1');
