import { MessageChannel, Worker } from 'node:worker_threads';
import type { Node } from './syntax-tree.ts';

export const MAX_SOURCE_BYTES = 65_536;
/** What `cutProgram` lets through takes a tenth of this; the rest is for a machine with other work. */
const LIMIT_MS = 1_000;
/**
 * A message waits this long for its turn, and for a Python that starts, then is answered without it: nobody waits much above a
 * second, whatever others sent.
 */
const WAIT_MS = 700;
const START_LIMIT_MS = 20_000;

export type SyntaxFault = {
  readonly type: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
};

/** What CPython 3.12 says of a program it only compiled: its tree (null: too deep to be written), its complaint, or neither. */
export type Compiled =
  | { readonly outcome: 'compiles'; readonly tree: Node | null }
  | { readonly outcome: 'refused'; readonly error: SyntaxFault }
  | {
      readonly outcome: 'unjudged';
      readonly reason: 'too-large' | 'too-long' | 'too-complex' | 'too-slow' | 'unavailable';
    };

type Interpreter = {
  waitUntilReady(limitMs: number): Promise<boolean>;
  judge(source: Uint8Array): Promise<Compiled>;
  stop(): void;
};

function startInterpreter(): Interpreter {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./compile-worker.ts', import.meta.url), {
    workerData: { signal, port: port2 },
    transferList: [port2],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
  });
  let settle: (compiled: Compiled) => void = () => {};
  const stop = (): void => {
    if (interpreter === self) interpreter = undefined;
    port1.close();
    void worker.terminate();
  };
  const fail = (): void => {
    stop();
    markReady();
    settle({ outcome: 'unjudged', reason: 'unavailable' });
  };
  let markReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  worker.on('message', (json: string) => (json === 'ready' ? markReady() : settle(JSON.parse(json) as Compiled)));
  worker.on('error', fail);
  worker.on('exit', fail);
  worker.unref();
  port1.unref();
  const self: Interpreter = {
    async waitUntilReady(limitMs) {
      worker.ref();
      const { promise: late, resolve } = Promise.withResolvers<'late'>();
      const timer = setTimeout(resolve, limitMs, 'late');
      const isInTime = (await Promise.race([ready, late])) !== 'late';
      clearTimeout(timer);
      worker.unref();
      return isInTime;
    },
    judge(source) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          stop();
          settle({ outcome: 'unjudged', reason: 'too-slow' });
        }, LIMIT_MS);
        settle = (compiled) => {
          clearTimeout(timer);
          worker.unref();
          resolve(compiled);
        };
        worker.ref();
        port1.postMessage(source);
        Atomics.add(signal, 0, 1);
        Atomics.notify(signal, 0);
      });
    },
    stop,
  };
  return self;
}

const TOO_SLOW: Compiled = { outcome: 'unjudged', reason: 'too-slow' };
const UNAVAILABLE: Compiled = { outcome: 'unjudged', reason: 'unavailable' };

// The interpreter costs a start; it is the one thing kept between calls, and no call can see another's program.
let interpreter: Interpreter | undefined;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Compiles a program with CPython and never runs it. Never throws; one program at a time, each bounded in time.
 * @param source at most `MAX_SOURCE_BYTES` of UTF-8; more is not judged
 */
export function compilePython(source: string): Promise<Compiled> {
  const bytes = Buffer.from(source);
  if (bytes.length > MAX_SOURCE_BYTES) return Promise.resolve({ outcome: 'unjudged', reason: 'too-large' });
  const { promise, resolve } = Promise.withResolvers<Compiled>();
  const untilMs = performance.now() + WAIT_MS;
  let isGone = false;
  const leave = setTimeout(() => {
    isGone = true;
    resolve(TOO_SLOW);
  }, WAIT_MS);
  const judge = async (): Promise<Compiled> => {
    interpreter ??= startInterpreter();
    // One that is still starting is left to start: ending it would make the next message wait as long.
    if (!(await interpreter.waitUntilReady(untilMs - performance.now()))) return TOO_SLOW;
    return (await interpreter?.judge(bytes)) ?? UNAVAILABLE;
  };
  queue = queue.then(async () => {
    if (isGone) return;
    clearTimeout(leave);
    // One that cannot be started is no reason to keep the next waiting for ever.
    resolve(await judge().catch(() => UNAVAILABLE));
  });
  return promise;
}

/** Waits until the interpreter is up, so that the first program is judged in milliseconds. */
export async function startPython(): Promise<void> {
  interpreter ??= startInterpreter();
  await interpreter.waitUntilReady(START_LIMIT_MS);
}
