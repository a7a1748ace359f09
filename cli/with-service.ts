import packageJson from '../package.json' with { type: 'json' };
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { callService, type Identity } from './call-service.ts';
import { findService } from './find-service.ts';

/** One request to the service that is there, as an operator. */
export type CallAsOperator = <Answer>(
  path: string,
  request?: { method?: 'GET' | 'POST' | 'DELETE'; body?: object },
) => Promise<Answer>;

const OPERATOR: Identity = { student: 'operator', role: 'operator', permissions: ['privacy'] };

/** Works with the service that runs on a data folder or, where none runs, with one of its own that ends with the work. */
export async function withService<Result>(
  dataDir: string,
  work: (call: CallAsOperator) => Promise<Result>,
): Promise<Result> {
  const running = await findService(dataDir);
  if (running !== undefined) return work((path, request) => callService(running.url, path, dataDir, OPERATOR, request));
  const config = readConfig(process.env, { dataDir });
  const logger = createLogger('silent', false);
  const own = await startApp({ ...config, port: 0, metricsPort: 0 }, logger, packageJson.version);
  try {
    return await work((path, request) => callService(own.url, path, dataDir, OPERATOR, request));
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
