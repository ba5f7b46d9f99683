import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runSchemaCommand } from './run-schema-command.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])\n';
/** Contract of the subgraph that owns people. */
export const AUTH = `${LINK}
type Query {
  me: User
  user(id: ID!, by: Kind): User
}
type User @key(fields: "id") {
  id: ID!
  email: String
  secret: String @inaccessible
}
enum Kind {
  ID
  NAME
}
`;
/** Contract of a subgraph that extends people. */
export const CHAT = `${LINK}
type User @key(fields: "id") {
  id: ID!
  unread: Int
}
`;
/** An operation of a client, with a fragment. */
export const DOCUMENT = `query Me {
  me {
    ...Person
  }
}

fragment Person on User {
  id
  email
}
`;

/** A small project in a repository of its own, with one commit. */
export interface ThrowawayProject {
  readonly root: string;
  git(...args: string[]): void;
  /** Writes files by their paths from the root. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Commits all that is in the working tree. */
  commit(): void;
  schema(...args: string[]): ReturnType<typeof runSchemaCommand>;
  /** The outcome of a schema command as it prints it with `--json`. */
  json(...args: string[]): Promise<Record<string, unknown>>;
  remove(): Promise<void>;
}

/** Makes a project of two subgraphs (`AUTH`, `CHAT`) and one document of a client (`DOCUMENT`). */
export async function makeProject(): Promise<ThrowawayProject> {
  const root = await mkdtemp(join(tmpdir(), 'schema-'));
  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' });
  };
  const project: ThrowawayProject = {
    root,
    git,
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), text);
      }
    },
    commit() {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'a commit');
    },
    schema: (...args) => runSchemaCommand(args, root),
    json: async (...args) => JSON.parse((await runSchemaCommand([...args, '--json'], root)).stdout),
    remove: () => rm(root, { recursive: true }),
  };
  git('init', '--quiet');
  await project.write({
    'supergraph.yaml': `subgraphs:
  auth: { routing_url: "http://auth:4000/", schema: { file: auth/schema.graphql } }
  chat: { routing_url: "http://chat:4000/", schema: { file: chat/schema.graphql } }
`,
    'auth/schema.graphql': AUTH,
    'chat/schema.graphql': CHAT,
    'operations/me.graphql': DOCUMENT,
  });
  project.commit();
  return project;
}
