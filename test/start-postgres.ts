import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { findFreePorts } from '../cli/dapr/free-ports.ts';
import { endServer, waitUntilOpen } from './server-process.ts';
import { skipAloud } from './skip-aloud.ts';

/** A PostgreSQL of our own, on a free port of this machine. */
export interface TestPostgres {
  /** Address of a database of that name, which is made where it does not exist yet. */
  database(name: string): Promise<string>;
  readonly port: number;
  /** Folder of the server's files; its configuration is read at every start. */
  readonly folder: string;
  /** Folder of its unix socket. */
  readonly socket: string;
  /** One statement as the server's own operator. */
  run(sql: string, database?: string): Promise<pg.QueryResult>;
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same files and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const WANTED_MAJOR = 15;
const INT8 = 20;
/** Where Debian keeps programs that are not on the PATH. */
const [BIN = ''] = globSync(`/usr/lib/postgresql/${WANTED_MAJOR}/bin`);
/** The server refuses to run as root. */
const SERVER_USER = 'postgres';

/** Why tests with PostgreSQL cannot run here, or undefined where they can. Throws where everything is required. */
export function missingPostgres(): string | undefined {
  return existsSync(join(BIN, 'initdb')) ? undefined : skipAloud(`no PostgreSQL ${WANTED_MAJOR} of Debian`);
}

/**
 * @param conf lines for postgresql.conf
 * @param prepare does something before the first start; `give` makes a file the server's own
 * @param root folder in which its own is made: the disk that is meant
 * @param hba lines for pg_hba.conf in place of those that trust everyone on this machine
 */
export async function startPostgres({
  conf = '',
  hba,
  prepare,
  root: parent = tmpdir(),
}: {
  conf?: string;
  hba?: string;
  prepare?: (give: (file: string) => void) => void;
  root?: string;
} = {}): Promise<TestPostgres> {
  if (BIN === '') throw new Error(`no PostgreSQL ${WANTED_MAJOR}: apt-get install postgresql`);
  const [port = 0] = await findFreePorts(1);
  const root = mkdtempSync(join(resolve(parent), 'learnflow-postgres-'));
  const [folder, socket] = [join(root, 'data'), root];
  const user: { uid?: number; gid?: number } = process.getuid?.() === 0 ? idsOf(SERVER_USER) : {};
  const give = (path: string) => {
    if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid);
  };
  give(root);
  chmodSync(root, 0o755);
  const options = { ...user, cwd: root, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
  const initdb = ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'];
  execFileSync(join(BIN, 'initdb'), initdb, { ...options, stdio: 'pipe' });
  appendFileSync(
    join(folder, 'postgresql.conf'),
    `\nlisten_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = '${socket}'\nshared_buffers = 64MB\n${conf}\n`,
  );
  // Whoever runs the tests speaks as the operator over the socket, whatever is asked of the others.
  if (hba !== undefined) writeFileSync(join(folder, 'pg_hba.conf'), `local all postgres trust\n${hba}\n`);
  prepare?.((file) => {
    give(file);
    chmodSync(file, 0o600);
  });
  let server: ChildProcess;
  const start = async () => {
    server = spawn(join(BIN, 'postgres'), ['-D', folder], { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    server.stderr?.on('data', (chunk) => {
      log += chunk;
    });
    await waitUntilOpen('PostgreSQL', server, isReady, () => log);
  };
  const types = { getTypeParser: (id: number) => (id === INT8 ? Number : pg.types.getTypeParser(id)) };
  const connect = (database: string) => new pg.Client({ host: socket, port, user: 'postgres', database, types });
  const run = async (sql: string, database = 'postgres') => {
    const client = connect(database);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.query(sql);
    } finally {
      client.end().catch(() => undefined);
    }
  };
  const isReady = () =>
    run('SELECT 1').then(
      () => true,
      () => false,
    );
  const databases = new Map<string, Promise<unknown>>();
  await start();
  return {
    port,
    folder,
    socket,
    run,
    async database(name) {
      const made = databases.get(name) ?? run(`CREATE DATABASE "${name}"`);
      databases.set(name, made);
      await made;
      return `postgres://postgres@127.0.0.1:${port}/${name}`;
    },
    // The postmaster ends its children at once and leaves nothing tidied up: the next start recovers from its log.
    kill: () => endServer(server, 'SIGQUIT'),
    restart: start,
    async stop() {
      await endServer(server, 'SIGQUIT');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}
