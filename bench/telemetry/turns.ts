import { createLogger } from '../../src/telemetry/logger.ts';
import { openTracing } from '../../src/telemetry/open-tracing.ts';
import { openVariant, type VariantName } from './variant.ts';

// One variant in a process of its own: told to answer so many requests, it says what processor time they took.

/** What one turn took, in microseconds of processor time of all threads for a request; and what became of spans so far. */
export interface Turn {
  readonly micros: number;
  readonly sent: number;
  readonly lost: number;
}

const [, , name, endpoint] = process.argv as [string, string, VariantName, string];
let sent = 0;
let lost = 0;
const isExporting = name === 'and traces exported, every one';
const tracing =
  isExporting || name === 'and traces passed on'
    ? await openTracing({
        endpoint: isExporting ? endpoint : undefined,
        ratio: 1,
        service: { name: 'bench', version: '0' },
        exported(outcome, count) {
          if (outcome === 'sent') sent += count;
          else lost += count;
        },
        dropped: () => {
          lost++;
        },
      })
    : undefined;
const isCounted = name !== 'nothing is seen';
const variant = await openVariant({
  isCounted,
  logger: createLogger(isCounted ? 'info' : 'error', false),
  tracing,
});

async function takeTurn(count: number): Promise<number> {
  const from = process.cpuUsage();
  for (let index = 0; index < count; index++) await variant.ask(index);
  await variant.flush();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / count;
}

process.on('message', async (count: number) => {
  if (count > 0) return process.send?.({ micros: await takeTurn(count), sent, lost } satisfies Turn);
  await tracing?.close();
  await variant.close();
  process.send?.({ micros: 0, sent, lost } satisfies Turn, () => process.exit());
});
process.send?.('ready');
