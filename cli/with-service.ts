import packageJson from '../package.json' with { type: 'json' };
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { callService, followService, type Identity, type ServiceRequest } from './call-service.ts';
import { findTarget, type ServiceOptions, type ServiceTarget } from './find-service.ts';

/** One request to the service that is there, as an operator. */
export type CallAsOperator = <Answer>(path: string, request?: ServiceRequest) => Promise<Answer>;

/** What the service tells of what was asked of it, event by event. */
export type FollowAsOperator = <Content>(path: string, request: ServiceRequest) => AsyncIterable<Content>;

const OPERATOR: Identity = { student: 'operator', role: 'operator', permissions: ['privacy'] };

/** Works with the service that is meant or, where none runs, with one of its own that ends with the work. */
export async function withService<Result>(
  options: ServiceOptions,
  work: (call: CallAsOperator, follow: FollowAsOperator) => Promise<Result>,
): Promise<Result> {
  return withTarget(options, (target) =>
    work(
      (path, request) => callService(target, path, options.dataDir, OPERATOR, request),
      (path, request) => followService(target, path, options.dataDir, OPERATOR, request),
    ),
  );
}

/** The same, for commands that ask as somebody else. */
export async function withTarget<Result>(
  options: ServiceOptions,
  work: (target: ServiceTarget) => Promise<Result>,
): Promise<Result> {
  const running = await findTarget(options);
  if (running !== undefined) return work(running);
  const config = readConfig(process.env, { dataDir: options.dataDir });
  // It lives for one command and for this machine alone: whoever may read its folder is its operator, whatever the
  // identity provider of the service that runs there otherwise.
  const own = await startApp(
    { ...config, host: '127.0.0.1', port: 0, metricsPort: 0, jwksUrl: undefined, issuer: undefined },
    createLogger('silent', false),
    packageJson.version,
  );
  try {
    return await work({ url: own.url });
  } finally {
    await own.close();
  }
}

/** Every entry of a list that the API gives in pages, up to a number. */
export async function* readPages<Item>(
  call: CallAsOperator,
  path: string,
  filter: Readonly<Record<string, string | undefined>>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Item> {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams([...given, ['limit', String(Math.min(200, limit))]]);
  for (let count = 0; ; ) {
    const { items, next_cursor } = await call<{ items: Item[]; next_cursor?: string }>(`${path}?${query}`);
    for (const item of items) {
      if (count >= limit) return;
      count += 1;
      yield item;
    }
    if (next_cursor === undefined) return;
    query.set('cursor', next_cursor);
  }
}

/** A whole number of one or more, as a command line gives it. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`wanted a number of 1 or more, not ${text}`);
  return Number(text);
}
